"""A task waits inside `async with asyncio.timeout(None)` for something known only weakly.

With None there is no timer, and so nothing that holds the task.

id: a42
awaits: wait_for() or timeout()
lost: all
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
    async with asyncio.timeout(None):
        await wait_for_event()


def wake():
    for event in list(events):
        event.set()
