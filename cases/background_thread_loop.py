"""One event loop on a background thread, as a place for fire-and-forget jobs.

A thread keeps the loop running, but a loop that runs holds no more than any other: the
jobs' results are dropped, and what they wait for is known only weakly.

id: t02
awaits: an event
lost: all
guards: bare
source: own
"""
import asyncio
import threading
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()


def program(trial):
    loop = trial.loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    for _ in range(trial.jobs):
        asyncio.run_coroutine_threadsafe(job(), loop)
    asyncio.run_coroutine_threadsafe(trial.wait(), loop).result()
    loop.call_soon_threadsafe(wake)
    asyncio.run_coroutine_threadsafe(trial.drain(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
