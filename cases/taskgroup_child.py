"""A forgotten task waits in a TaskGroup whose child waits for something known weakly.

A TaskGroup keeps its children strongly, but who keeps the TaskGroup? Only the frame of
the parent, and nobody keeps the parent.

id: a48
awaits: gather(), wait() or a group
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_tasks: none
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
    async with asyncio.TaskGroup() as group:
        group.create_task(wait_for_event())


def wake():
    for event in list(events):
        event.set()
