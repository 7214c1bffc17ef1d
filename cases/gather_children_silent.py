"""The children of a forgotten gather() are lost together with their parent, in silence.

gather() tells the tasks it makes not to complain when they are destroyed: the parent is
reported, the children, who did the work, are not.

id: d26
awaits: gather(), wait() or a group
lost: all
silent: all
guards: bare
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def parent():
    await asyncio.gather(job(), job(), job())


async def main(trial):
    for _ in range(trial.jobs):
        asyncio.ensure_future(parent())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
