"""Claim: asyncio's debug mode prevents, or at least reports, the loss.

Debug mode adds information to the messages; it adds no reference to the task.

id: e03
awaits: an event
lost: all
source: claim: blogs
"""
import asyncio
import weakref

events = weakref.WeakSet()


def setup():
    asyncio.get_event_loop().set_debug(True)


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
