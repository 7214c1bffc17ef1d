"""The log of asyncio goes to a handler of the program: told.

id: s12
lost: all
silent: none
guards: bare
"""
import asyncio
import logging
import weakref

events = weakref.WeakSet()
told = []


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


class Own(logging.Handler):
    def emit(self, record):
        told.append(record)


async def main(trial):
    logger = logging.getLogger("asyncio")
    logger.addHandler(Own())
    logger.propagate = False
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
