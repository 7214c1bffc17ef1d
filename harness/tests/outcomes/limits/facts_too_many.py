"""More facts than there is room for.

id: h02
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
    for number in range(70000):
        trial.note("f%d" % number, number)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
