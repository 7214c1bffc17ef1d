"""No handler of a log is left, so that the last resort prints: told.

id: s07
lost: all
silent: none
guards: bare
"""
import asyncio
import logging
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    logging.getLogger().handlers.clear()
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
