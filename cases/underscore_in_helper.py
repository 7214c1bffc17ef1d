"""Claim: `_ = create_task()` is enough of a reference, as linters accept it.

A name of a function that returns is a reference for as long as the function runs.

id: e05a
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


def start():
    _ = asyncio.ensure_future(job())  # noqa: F841


async def main(trial):
    for _ in range(trial.jobs):
        start()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
