"""An exception whose text has several lines, controls and a zero.

id: h16
lost: all
guards: bare
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    raise ValueError("first\nsecond\x1b]0;X\x07\0third")
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
