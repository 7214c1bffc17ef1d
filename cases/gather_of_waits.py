"""A task awaits gather() of children that wait for something known only weakly.

The children hold the parent through the gathering future, and the parent holds the
children. Nothing outside holds either, so the whole family goes.

id: a36
awaits: gather(), wait() or a group
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_tasks: none
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
    await asyncio.gather(wait_for_event(), wait_for_event())


def wake():
    for event in list(events):
        event.set()
