"""wait_for(shield(job()), timeout) runs out, and the job goes on in the background.

A documented recipe for "do not wait longer, but let it finish". After the timeout
nobody holds the inner task, and what it waits for is known only weakly.

id: a46b
awaits: shield()
lost: all
cancel.failed_programs: all
needs: ->=3.14+pytask
guards: bare, loop-strong
source: docs asyncio.shield, asyncio.wait_for
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    for _ in range(trial.jobs):
        try:
            await asyncio.wait_for(asyncio.shield(job()), 0.02)
        except asyncio.TimeoutError:
            pass
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
