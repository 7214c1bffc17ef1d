"""The outer task awaits shield(job()) and is kept; the inner job is not.

From 3.7 on the future that shield() returns has a callback that holds the inner task,
so whoever holds the outer holds both. On 3.6 only the inner task holds the outer
future.

id: a46
awaits: shield()
lost: <3.7
cancel.stalled: none
cancel.uncancelled: none
cancel.left_tasks: none
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
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    outers.clear()
