"""An abandoned async generator waits in `finally` for something known only weakly.

When the generator is dropped, the loop starts a task for its aclose() and drops that
task at once: asyncio itself fires and forgets. The rest of the clean-up is lost. (PyPy
drops the generator in a collection only, so without one there is no such task.)

id: a55
awaits: an event
lost: all
needs: -<3.7+pytask, ->=3.14+pytask, -pypy
guards: bare, loop-strong
source: own
"""
import asyncio
import weakref

current_task = getattr(asyncio, "current_task", None) or asyncio.Task.current_task
events = weakref.WeakSet()


async def numbers(trial):
    try:
        yield 1
    finally:
        trial.watch(current_task())
        event = asyncio.Event()
        events.add(event)
        await event.wait()


async def take_one(trial):
    async for _ in numbers(trial):
        break


async def main(trial):
    for _ in range(trial.jobs):
        await take_one(trial)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
