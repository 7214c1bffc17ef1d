"""A collection of the youngest generation alone is enough to lose a young task.

Such collections are frequent. The task need not grow old to be lost.

id: e10
awaits: an event
lost: all, -pypy
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    trial.collect_as_shipped()
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    trial.collect(0)
    for event in list(events):
        event.set()
    await trial.drain()
