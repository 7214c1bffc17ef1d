"""A task waits between two calls of Runner.run() for something known only weakly.

The Runner keeps the loop, and so all that the loop holds: timers, sockets, but not
tasks that wait for something else.

id: a68
awaits: an event
lost: all
needs: >=3.11
guards: bare, local, set, list, callback-only, loop-strong
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def start(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.05)


async def wake(trial):
    for event in list(events):
        event.set()
    await trial.drain()


def program(trial):
    with asyncio.Runner(loop_factory=trial.loop) as runner:
        runner.run(start(trial))
        trial.collect()
        runner.run(wake(trial))
