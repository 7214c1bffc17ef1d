"""The program switches its collector off, its jobs wait, and it switches it on again.

Those that are woken before that finish; the rest is lost.

id: off_for_a_while
lost: all
guards: bare
source: own
"""
import asyncio
import gc
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


async def main(trial):
    gc.disable()
    for number in range(4):
        trial.spawn(job(number))
    await trial.wait()
    for number in range(2):
        events[number].set()
    await trial.wait()
    gc.enable()
    await trial.wait()
    for event in list(events.values()):
        event.set()
