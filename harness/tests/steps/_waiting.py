"""What runs in each of the loops: jobs that wait for what the rest knows only weakly."""
import asyncio
import weakref


async def job(events):
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def work(trial, events=None):
    events = weakref.WeakSet() if events is None else events
    for _ in range(trial.jobs):
        trial.spawn(job(events))
    for _ in range(5):
        await asyncio.sleep(0.01)
    for event in list(events):
        event.set()
    await asyncio.sleep(0.1)
