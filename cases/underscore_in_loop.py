"""`_ = create_task()` in a loop, in a function that goes on.

The name holds one task at a time. All but the last are lost.

id: e05b
awaits: an event
lost: all
guards: bare, loop-strong
source: claim: linters, RUF006
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    for number in range(trial.jobs):
        _ = asyncio.ensure_future(job())  # noqa: F841
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
