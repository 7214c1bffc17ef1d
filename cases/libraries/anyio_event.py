"""A job waits in a task group of anyio for an event that is known only weakly.

The task group keeps the task that entered it: the child that waits is held by its scope.

id: l14
library: anyio
lost: none
source: own
"""
import weakref

import anyio

events = weakref.WeakSet()


async def job():
    event = anyio.Event()
    events.add(event)
    async with anyio.create_task_group() as group:
        group.start_soon(event.wait)


def wake():
    for event in list(events):
        event.set()
