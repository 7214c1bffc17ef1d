"""The log of asyncio has a filter that lets nothing through: silent.

id: s05
lost: all
silent: all
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


def no(record):
    return False


async def main(trial):
    logging.getLogger("asyncio").addFilter(no)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
