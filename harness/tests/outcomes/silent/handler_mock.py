"""The exception handler is an object that has every attribute, and is given back as it was set: told.

id: s30
lost: all
silent: none
given_back: all
guards: bare
"""
import asyncio
import unittest.mock
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    handler = unittest.mock.Mock()
    asyncio.get_event_loop().set_exception_handler(handler)
    trial.note("given_back", asyncio.get_event_loop().get_exception_handler() is handler)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
