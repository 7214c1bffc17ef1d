"""Claim: `await asyncio.sleep(0)` after create_task() is enough.

It lets the task start. The task is in danger from its first wait on, not before.

id: e06
awaits: an event
lost: all
source: claim: forums
"""
import asyncio
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
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
