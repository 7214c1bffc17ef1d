"""A task waits for an event that the rest of the program knows only weakly.

The waker looks the event up in a WeakValueDictionary; the only strong reference to the
event is the task's own frame. Task, coroutine and event form a cycle that the collector
may take, although the event would have been set.

id: a31
awaits: an event
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()
