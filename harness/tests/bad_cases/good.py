"""Nothing is bad here: this case runs beside the bad ones, and must be unharmed.

id: z01
lost: all
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()
