"""A task waits in asyncio.wait() for a child that waits for something known only weakly.

Without a timeout, wait() adds nothing that the loop would hold: parent and child hold
each other, and nobody holds them.

id: a37
awaits: gather(), wait() or a group
lost: all
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def wait_for_event():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def job():
    await asyncio.wait([asyncio.ensure_future(wait_for_event())])


def wake():
    for event in list(events):
        event.set()
