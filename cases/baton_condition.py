"""One notification of a condition goes round: each job that gets it notifies the next.

From 3.13 on a waiter that has been notified, and is cancelled then, passes the notification
on. Before, it is lost, and everybody waits for it; when the program ends, asyncio says of each
that it was destroyed; PyPy, which destroys nothing when it ends, does not.

id: g05
awaits: a lock or a semaphore
lost: none
cancel.stalled: <3.13
cancel.uncancelled: none
cancel.left_waiters: none
cancel.more_reports: <3.13, -pypy
cancel.left_locks: none
source: gh-112202
"""
import asyncio


async def job(condition):
    async with condition:
        await condition.wait()
        condition.notify()


async def main(trial):
    condition = asyncio.Condition()
    for _ in range(trial.jobs):
        trial.spawn(job(condition))
    await trial.wait()
    async with condition:
        condition.notify()
    await trial.drain()
