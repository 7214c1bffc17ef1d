"""The result of create_task() is dropped, but for a timer that would cancel the task.

No name is bound, so a linter warns. The timer holds the task's cancel(), and so the task:
nothing is lost, but the finished task stays until the time is over.

id: e23
awaits: an event
lost: none
leaked: all
guards: bare
source: astral-sh/ruff#16811
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    loop = asyncio.get_event_loop()
    for _ in range(trial.jobs):
        loop.call_later(3600, loop.create_task(job()).cancel)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
