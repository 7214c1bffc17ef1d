"""A shielded job goes on after its outer task was cancelled and dropped.

While the outer task waits it holds the inner one. After the cancellation nobody does,
and what the inner task waits for is known only weakly. The documentation of shield()
says to keep a reference for this reason.

id: a45
awaits: shield()
lost: all
guards: bare, loop-strong
source: gh-94972
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def shielded():
    await asyncio.shield(job())


async def main(trial):
    outers = [asyncio.ensure_future(shielded()) for _ in range(trial.jobs)]
    await asyncio.sleep(0.05)
    while outers:
        outers.pop().cancel()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
