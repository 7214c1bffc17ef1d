"""Claim: asyncio.all_tasks() lists every task, so the loop must be keeping them.

The list behind it is weak: it shows the tasks that live and keeps none alive.

id: t16
awaits: an event
lost: all
listed_before: all
listed_after: none
needs: -<3.7+pytask, ->=3.14+pytask
guards: bare
source: docs asyncio.create_task
"""
import asyncio
import weakref

all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks
events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    trial.collect_as_shipped()
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0)
    trial.note("listed_before", len(all_tasks()) - 1)
    trial.collect()
    trial.note("listed_after", len(all_tasks()) - 1)
    for event in list(events):
        event.set()
    await trial.drain()
