"""A task awaits itself, yields what is no future, or one of another loop: it is told, not stuck.

id: f96
awaits: nothing more
job: none
itself_told: all
no_future_told: all
other_loop_told: all
goes_on: all
guards: bare
source: docs asyncio.Task, own
"""
import asyncio
import types

tasks = []


@types.coroutine
def give(thing):
    yield thing


async def tries(thing):
    try:
        await thing() if callable(thing) else await give(thing)
    except RuntimeError:
        await asyncio.sleep(0.01)
        return "told"


async def outcome(thing):
    tasks.append(asyncio.ensure_future(tries(thing)))
    await asyncio.wait([tasks[-1]], timeout=5)
    done = tasks[-1].done()
    result = tasks[-1].result() if done and not tasks[-1].exception() else None
    if not done:
        tasks[-1].cancel()
    return result == "told"


async def itself():
    await tasks[-1]


async def main(trial):
    trial.note("itself_told", await outcome(itself))
    trial.note("no_future_told", await outcome(1) and await outcome(give(None)))
    other = asyncio.new_event_loop()
    foreign = other.create_future()
    trial.note("other_loop_told", await outcome(lambda: foreign))
    foreign.cancel()
    other.close()
    trial.note("goes_on", len(tasks) == 4 and await asyncio.wait_for(asyncio.sleep(0.01, 1), 5))
