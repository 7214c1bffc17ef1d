"""A shielded job sleeps on after its outer task was cancelled.

Nobody keeps the inner task, but it sleeps: the loop's timer holds the future that it
waits for, and so the task.

id: a47
awaits: shield()
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_timers: none
guards: bare, loop-strong
source: gh-94972
"""
import asyncio


async def job():
    await asyncio.sleep(3600)


async def shielded():
    await asyncio.shield(job())


async def main(trial):
    outers = [asyncio.ensure_future(shielded()) for _ in range(trial.jobs)]
    await asyncio.sleep(0.05)
    while outers:
        outers.pop().cancel()
    await trial.wait()
    await trial.drain()
