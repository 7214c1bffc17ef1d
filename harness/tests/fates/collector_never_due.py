"""The program sets a threshold of 0: its collector never runs.

id: never_due
lost: none
guards: bare
source: own
"""
import asyncio
import gc
import weakref

gc.set_threshold(0)

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
