"""A task made by the eager task factory blocks on something known only weakly.

An eager task runs its first step inside create_task(). Once it waits it is a task like
any other, and nobody holds it.

id: a57
awaits: an event
lost: all
needs: >=3.12
guards: bare, local, set, list, gather, await, taskgroup, shield, callback-only, threadsafe
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


def setup():
    asyncio.get_event_loop().set_task_factory(asyncio.eager_task_factory)


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
