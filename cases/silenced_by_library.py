"""A library sets task._log_destroy_pending to False for less noise: the loss is silent.

It is what asyncio itself does to the children of gather() and to its own helper tasks.

id: d32
awaits: an event
lost: all
silent: all
guards: bare
source: python/asyncio#336
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def start():
    asyncio.ensure_future(job())._log_destroy_pending = False


async def main(trial):
    for _ in range(trial.jobs):
        start()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
