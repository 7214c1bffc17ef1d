"""A task stores itself in a context variable, and waits for something known only weakly.

The context belongs to the task: what it stores there it holds itself. This is one more
cycle, not a reference from outside.

id: a56
awaits: an event
lost: all
needs: >=3.7
source: own
"""
import asyncio
import contextvars
import weakref

me = contextvars.ContextVar("me")
events = weakref.WeakSet()


async def job():
    me.set(asyncio.current_task())
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
