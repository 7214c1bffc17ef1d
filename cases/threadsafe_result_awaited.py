"""Threads block in result() of what run_coroutine_threadsafe() returned.

The stack of a blocked thread holds the concurrent future, and a callback of that future
holds the task. The jobs wait for something known only weakly, and are safe.

id: a27
awaits: an event
lost: none
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


def call(loop):
    future = asyncio.run_coroutine_threadsafe(job(), loop)
    threading.Thread(target=future.result).start()


async def main(trial):
    for _ in range(trial.jobs):
        call(asyncio.get_event_loop())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(1)
