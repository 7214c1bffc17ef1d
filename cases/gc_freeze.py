"""gc.freeze() after the tasks have begun to wait protects them.

Frozen objects are left out of every later collection, these tasks with them. Tasks that
are made afterwards are not protected.

id: e14
awaits: an event
lost: none
needs: >=3.7, -eager, -pypy
source: own
"""
import asyncio
import gc
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0)
    gc.freeze()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
