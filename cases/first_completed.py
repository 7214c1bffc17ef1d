"""asyncio.wait(..., FIRST_COMPLETED) returns, and the set of pending jobs is dropped.

A race that nobody cleans up after: the losers are neither cancelled nor kept, and wait
for something known only weakly.

id: t13
awaits: an event
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_tasks: none
guards: bare, loop-strong
source: docs asyncio.wait
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job(number):
    if number > 0:
        event = asyncio.Event()
        events.add(event)
        await event.wait()


async def race(count):
    await asyncio.wait([asyncio.ensure_future(job(number)) for number in range(count)],
                       return_when=asyncio.FIRST_COMPLETED)


async def main(trial):
    await race(trial.jobs)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
