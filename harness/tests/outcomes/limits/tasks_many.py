"""More tasks than a ledger keeps the memory of.

id: h22
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
    await asyncio.wait([asyncio.ensure_future(asyncio.sleep(0)) for _ in range(20000)])
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
