"""Claim: child tasks are kept by their parent.

The parent task is kept and sleeps, but it only started its child and neither stored nor
awaits it. Tasks have no parents: who does not store a task does not hold it.

id: e21
awaits: an event
lost: all
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def parent(trial):
    trial.spawn(job())
    await asyncio.sleep(3600)


async def main(trial):
    parents = [asyncio.ensure_future(parent(trial)) for _ in range(trial.jobs)]
    await trial.wait()
    for event in list(events):
        event.set()
    await asyncio.sleep(0.05)
    while parents:
        parents.pop().cancel()
    await trial.drain()
