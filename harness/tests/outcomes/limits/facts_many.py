"""Ten thousand facts: all are there.

id: h01
lost: all
fact_0: none
fact_9999: all
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
    for number in range(10000):
        trial.note("fact_%d" % number, number)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
