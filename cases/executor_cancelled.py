"""A job waits under a semaphore for what a thread does.

Cancelled at any step it gives the permit back, and the thread's result is nobody's: nothing
is reported.

id: g12
awaits: a thread or another process
lost: none
cancel.stalled: none
cancel.left_locks: none
cancel.more_reports: none
source: own
"""
import asyncio
import time


async def job(semaphore):
    async with semaphore:
        loop = asyncio.get_event_loop()
        await loop.run_in_executor(None, time.sleep, 0.01)


async def main(trial):
    semaphore = asyncio.Semaphore(1)
    for _ in range(trial.jobs):
        trial.spawn(job(semaphore))
    await trial.wait()
    await trial.drain()
