"""Tasks in a local variable and in a local set of a coroutine that still runs: is it safe?

Yes, as long as the frame of that coroutine lives, and somebody holds it: here the loop
holds the main task.

id: e25
awaits: an event
lost: none
guards: bare
source: astral-sh/ruff#16811
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    kept = {asyncio.ensure_future(job())}
    task = asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    assert kept and task
