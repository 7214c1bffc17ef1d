"""A long text is counted, and one that only begins like it is not.

id: h14
lost: all
said: all
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
    trial.count_printed("said", "y" * 5000)
    print("y" * 4999 + "z")
    print("y" * 5000)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
