"""The program switches its collector off: nothing is collected.

id: collector_off
lost: none
guards: bare
source: own
"""
import asyncio
import gc
import weakref

gc.disable()

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
