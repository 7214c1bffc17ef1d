"""A lost job calls its loop as it goes.

id: clf
lost: all
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    loop = asyncio.get_event_loop()
    event = events[number] = asyncio.Event()
    try:
        await event.wait()
    finally:
        loop.call_soon(int)


def wake():
    for event in list(events.values()):
        event.set()
