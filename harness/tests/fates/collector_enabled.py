"""The program enables its collector, and makes much garbage: in the control nothing is collected.

id: enabled
lost: all
guards: bare
source: own
"""
import asyncio
import gc
import weakref

gc.enable()
gc.set_threshold(10, 1, 1)
events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for _ in range(100000):
        cycle = []
        cycle.append(cycle)
    for event in list(events):
        event.set()
