"""A task factory keeps every task in a set until it has ended.

One place for the whole program, libraries included, in place of a set at each
create_task().

id: e18
awaits: an event
lost: none
guards: bare, local, set, list, gather, await, taskgroup, shield, callback-only, threadsafe
source: OpenTTD/dibridge#144
"""
import asyncio
import weakref

events = weakref.WeakSet()


tasks = set()


def keeping_factory(loop, coroutine, **kwargs):
    task = asyncio.Task(coroutine, loop=loop, **kwargs)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task


def setup():
    asyncio.get_event_loop().set_task_factory(keeping_factory)


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
