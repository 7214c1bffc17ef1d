"""A notified waiter of a Condition is cancelled while it waits to get the lock again.

The cancellation is kept until it has the lock, which the end of its `async with` needs.

id: f12
awaits: a lock or a semaphore
lost: none
cancels: all
locked_left: none
guards: bare
source: gh-76650 (bpo-32469), gh-77022 (bpo-32841)
"""
import asyncio


async def job(condition):
    async with condition:
        await condition.wait()


async def main(trial):
    condition = asyncio.Condition()
    task = asyncio.ensure_future(job(condition))
    await asyncio.sleep(0.01)
    async with condition:
        condition.notify()
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
    await asyncio.wait([task], timeout=5)
    trial.note("cancels", task.cancelled())
    trial.note("locked_left", condition.locked())
    task.cancel()
    await trial.drain()
