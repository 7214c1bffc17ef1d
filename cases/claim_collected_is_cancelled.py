"""Claim: a task that is collected is cancelled.

Its coroutine is closed: it gets GeneratorExit, never CancelledError. (On PyPy not even
that: there a coroutine that is collected just goes.)

id: e24
awaits: an event
lost: all
got_cancelled: none
got_exit: all, -pypy
guards: bare
source: claim
"""
import asyncio
import weakref

events = weakref.WeakSet()
cancelled = []
closed = []


async def job(number):
    event = asyncio.Event()
    events.add(event)
    try:
        await event.wait()
    except asyncio.CancelledError:
        cancelled.append(number)
        raise
    except GeneratorExit:
        closed.append(number)
        raise


async def main(trial):
    for number in range(trial.jobs):
        trial.spawn(job(number))
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("got_cancelled", len(cancelled))
    trial.note("got_exit", len(closed))
