"""The program fails under pressure, and no job was lost.

id: h36
lost: all
guards: bare
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    class Owner:
        pass
    owner = Owner()
    owner.itself = owner
    owner = weakref.ref(owner)
    await trial.wait()
    assert owner()
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
