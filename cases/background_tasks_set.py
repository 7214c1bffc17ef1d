"""The documented recipe: a set of background tasks, from which a callback discards each.

The module holds the set and the set the task until it has ended; then it is let go.

id: e07
awaits: an event
lost: none
left_in_set: none
guards: bare, loop-strong
source: docs asyncio.create_task
"""
import asyncio
import weakref

events = weakref.WeakSet()


background_tasks = set()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def start():
    task = asyncio.ensure_future(job())
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)


async def main(trial):
    for _ in range(trial.jobs):
        start()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("left_in_set", len(background_tasks))
