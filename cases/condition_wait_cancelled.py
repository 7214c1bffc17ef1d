"""Tasks in Condition.wait() are cancelled: nobody stays locked out.

Each has the lock again when the cancellation reaches it, and gives it back.

id: f11
awaits: a lock or a semaphore
lost: none
cancels: all
locked_left: none
waiters_left: none
guards: bare
source: own
"""
import asyncio


async def job(condition):
    async with condition:
        await condition.wait()


async def main(trial):
    condition = asyncio.Condition()
    tasks = [asyncio.ensure_future(job(condition)) for _ in range(trial.jobs)]
    await trial.wait()
    for number in range(trial.jobs):
        tasks[number].cancel()
    await asyncio.wait(tasks, timeout=5)
    trial.note("cancels", sum(task.cancelled() for task in tasks))
    trial.note("locked_left", condition.locked())
    trial.note("waiters_left", len(condition._waiters))
