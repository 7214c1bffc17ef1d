"""A task waits in asyncio.wait(timeout=...) for a child known only weakly.

The timer is in the loop's schedule. It holds the future that the parent waits for, and
the parent's frame holds the child: a timeout saves them both.

id: a40
awaits: wait_for() or timeout()
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_timers: none
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
    await asyncio.wait([asyncio.ensure_future(wait_for_event())], timeout=3600)


def wake():
    for event in list(events):
        event.set()
