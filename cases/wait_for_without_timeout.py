"""A task waits in wait_for(..., timeout=None) for something known only weakly.

Without a time, wait_for() is a plain await: no timer holds the task.

id: a38
awaits: wait_for() or timeout()
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_tasks: none
needs: ->=3.14+pytask
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
    await asyncio.wait_for(wait_for_event(), timeout=None)


def wake():
    for event in list(events):
        event.set()
