"""The program switches its collector off for a moment only, as around a timing.

id: on_again
lost: all
guards: bare
source: own
"""
import asyncio
import gc
import weakref

gc.disable()
assert not gc.isenabled()
gc.enable()
assert gc.isenabled()
gc.set_threshold(0)
gc.set_threshold(5000, 5, 5)
assert gc.get_threshold()[0] == 5000

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
