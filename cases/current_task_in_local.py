"""Claim: keeping current_task() in a local of the coroutine keeps the task.

The frame belongs to the coroutine, and the coroutine to the task: one more cycle.

id: e13
awaits: an event
lost: all
needs: >=3.7
source: claim: forums
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    me = asyncio.current_task()
    event = asyncio.Event()
    events.add(event)
    await event.wait()
    assert not me.done()


def wake():
    for event in list(events):
        event.set()
