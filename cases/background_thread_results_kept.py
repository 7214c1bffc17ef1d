"""One event loop on a background thread, and the program keeps what it was given.

run_coroutine_threadsafe() returns a concurrent future, and a callback of that future
holds the task. To keep the results is to keep the jobs.

id: t03
awaits: an event
lost: none
cancel.failed_programs: all
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
    results = [asyncio.run_coroutine_threadsafe(job(), loop) for _ in range(trial.jobs)]
    asyncio.run_coroutine_threadsafe(trial.wait(), loop).result()
    loop.call_soon_threadsafe(wake)
    for result in results:
        result.result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
