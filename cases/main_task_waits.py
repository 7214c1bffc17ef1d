"""The main coroutine waits for an event known only weakly, and is never lost.

run_until_complete(), and so asyncio.run(), holds the main task on its stack.

id: e15
awaits: an event
lost: none
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio
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
    for step in range(1, 6):
        loop.call_later(step / 100, trial.collect)
    loop.call_later(0.1, wake)
    loop.run_until_complete(job())
