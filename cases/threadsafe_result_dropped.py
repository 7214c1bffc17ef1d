"""A thread starts jobs by run_coroutine_threadsafe() and drops the futures it gets.

Task and concurrent future hold each other, and once the thread has dropped the future
nobody else holds either. What each job waits for is known only weakly.

id: a26
awaits: an event
lost: all
guards: bare, loop-strong
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


def submit(count, loop):
    for _ in range(count):
        asyncio.run_coroutine_threadsafe(job(), loop)


async def main(trial):
    loop = asyncio.get_event_loop()
    thread = threading.Thread(target=submit, args=(trial.jobs, loop))
    thread.start()
    thread.join()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
