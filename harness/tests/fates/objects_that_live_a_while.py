"""Objects that live for a while and then go, as in a busy program: any collector's own thresholds
bring a collection of all generations.

id: f01
lost: all
source: own
"""
import asyncio
import collections
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
    await asyncio.sleep(0.05)
    window = collections.deque(maxlen=100000)
    for _ in range(1000000):
        window.append([None] * 10)
    for event in list(events):
        event.set()
    await trial.drain()
