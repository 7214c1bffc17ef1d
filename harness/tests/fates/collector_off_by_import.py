"""A library that the program imports switches its collector off.

id: off_by_import
lost: none
guards: bare
source: own
"""
import asyncio
import weakref

import _switches_off  # noqa: F401

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
