"""A shielded job fails in the very step in which the outer task is cancelled.

Its exception has been looked at, and is reported by nobody; from 3.14 on the loop's exception handler
is told.

id: g33
awaits: shield()
failed: all
reported: >=3.14
guards: bare
source: gh-86802, gh-156321
"""
import asyncio


async def job(event):
    await event.wait()
    raise ValueError("the account does not exist")


async def shielded(event):
    await asyncio.shield(job(event))


async def main(trial):
    for _ in range(trial.jobs):
        event = asyncio.Event()
        outer = asyncio.ensure_future(shielded(event))
        await asyncio.sleep(0.01)
        event.set()
        await asyncio.sleep(0)
        outer.cancel()
        await asyncio.wait([outer])
        del outer
    await trial.wait()
    trial.note("reported", sum("account" in message or "never retrieved" in message
                               for message in trial.messages))
