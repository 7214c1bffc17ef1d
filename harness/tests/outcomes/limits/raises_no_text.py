"""An exception that has no text.

id: h18
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
    class Error(Exception):
        def __str__(self):
            raise RuntimeError
    raise Error
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
