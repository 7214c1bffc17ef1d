"""One permit of a semaphore goes from job to job.

A waiter to which the permit has been given, and which is cancelled before it runs, gives it
to the next one, once.

id: g04
awaits: a lock or a semaphore
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
cancel.permits_gone: none
cancel.permits_more: none
source: gh-90155 (bpo-45997)
"""
import asyncio


async def job(semaphore):
    async with semaphore:
        await asyncio.sleep(0)


async def main(trial):
    semaphore = asyncio.Semaphore(0)
    for _ in range(trial.jobs):
        trial.spawn(job(semaphore))
    await trial.wait()
    semaphore.release()
    await trial.drain()
    trial.note("permits_gone", semaphore._value < 1)
    trial.note("permits_more", semaphore._value > 1)
