"""A lock goes from job to job.

A waiter to which the lock has been given, and which is cancelled before it runs, wakes the
next one. Else the lock is free, and everybody waits for it.

id: g03
awaits: a lock or a semaphore
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
cancel.left_locks: none
source: gh-71772 (bpo-27585), gh-76915 (bpo-32734)
"""
import asyncio


async def job(lock):
    async with lock:
        await asyncio.sleep(0)


async def main(trial):
    lock = asyncio.Lock()
    await lock.acquire()
    for _ in range(trial.jobs):
        trial.spawn(job(lock))
    await trial.wait()
    lock.release()
    await trial.drain()
