"""The task is told not to report: silent.

id: s14
lost: all
silent: all
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
    f = asyncio.ensure_future
    asyncio.ensure_future = lambda c: setattr(f(c), "_log_destroy_pending", False)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
