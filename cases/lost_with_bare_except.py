"""A lost task catches everything: it takes its own destruction for an error of its work.

GeneratorExit is raised where the task waits. `except BaseException`, or a bare except,
catches it, and the job goes on with half of its work as if it had failed.

id: d10
awaits: an event
lost: all
generator_exit_caught: all, -pypy
cancel.uncancelled: all
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()
caught = []


async def job():
    event = asyncio.Event()
    events.add(event)
    try:
        await event.wait()
    except BaseException as error:
        caught.append(type(error))


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.05)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("generator_exit_caught", caught.count(GeneratorExit))
