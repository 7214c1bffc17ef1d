"""Jobs that nobody holds wait from a loop step that is kept of a control to one that is not.

id: late
lost: all
guards: bare
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


async def main(trial):
    for _ in range(245):
        await asyncio.sleep(0)
    for number in range(trial.jobs):
        trial.spawn(job(number))
    for _ in range(25):
        await asyncio.sleep(0)
    for event in list(events.values()):
        event.set()
    await trial.drain()
