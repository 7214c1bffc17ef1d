"""A quiet program loses nothing: timers alone allocate too little for a collection.

This is why tests pass: the same program, busier, loses every task. The collector is on,
with its default thresholds, and nobody asks for a collection.

id: e11
awaits: an event
lost: none
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
    for _ in range(30):
        await asyncio.sleep(0.01)
    for event in list(events):
        event.set()
    await trial.drain()
