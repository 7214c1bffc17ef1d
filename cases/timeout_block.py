"""A task waits inside `async with asyncio.timeout(3600)` for something known only weakly.

The timer is in the loop's schedule and holds the Timeout object, which holds the task.

id: a41
awaits: wait_for() or timeout()
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_timers: none
needs: >=3.11, ->=3.14+pytask
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
    async with asyncio.timeout(3600):
        await wait_for_event()


def wake():
    for event in list(events):
        event.set()
