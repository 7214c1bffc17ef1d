"""Nobody calls gc.collect(): a busy program triggers the collector by allocating.

The interpreter collects when enough container objects were made since the last time.
Fifty thousand reference cycles are more than enough on every version.

id: e09
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


def make_garbage():
    for _ in range(50000):
        cycle = []
        cycle.append(cycle)


async def main(trial):
    trial.collect_as_shipped()
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.05)
    make_garbage()
    for event in list(events):
        event.set()
    await trial.drain()
