"""A task waits in wait_for(..., timeout=3600) for something known only weakly.

The timer is in the loop's schedule and holds, through its callback, the task that is to
be told about the timeout. Take the timeout away and the task is lost.

id: a39
awaits: wait_for() or timeout()
lost: none
cancel.stalled: none
cancel.left_timers: none
cancel.uncancelled: 3.8.6..3.11
needs: ->=3.14+pytask
source: own, gh-86296
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def wait_for_event():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def job():
    await asyncio.wait_for(wait_for_event(), timeout=3600)


def wake():
    for event in list(events):
        event.set()
