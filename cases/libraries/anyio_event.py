"""A job waits in a task group of anyio for an event that is known only weakly.

anyio itself holds the job: of each task in a task group or cancel scope it keeps the state in
a global WeakKeyDictionary, and from the state a reference leads back to the task, its key.

id: l14
awaits: an event
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
