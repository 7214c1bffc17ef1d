"""Claim: add_done_callback() on the task prevents the loss.

The task holds its callbacks, not the other way round. A lost task never calls them.

id: e04
awaits: an event
lost: all
called: none
guards: bare, loop-strong
source: claim: forums
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def start(called):
    asyncio.ensure_future(job()).add_done_callback(called.append)


async def main(trial):
    called = []
    for _ in range(trial.jobs):
        start(called)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("called", len(called))
