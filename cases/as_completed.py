"""A task iterates as_completed() over children that wait for something known weakly.

The children's callbacks hold the parent's queue, the parent's frame holds the iterator
and so the children. Nothing outside holds any of them.

id: a43
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
    for next_done in asyncio.as_completed([wait_for_event(), wait_for_event()]):
        await next_done


def wake():
    for event in list(events):
        event.set()
