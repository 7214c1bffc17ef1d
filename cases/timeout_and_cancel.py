"""A task is cancelled in the very step in which its timeout() fires: it is cancelled.

id: f26
awaits: wait_for() or timeout()
lost: none
cancels: all
cancel.failed_programs: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.timeout
"""
import asyncio


async def job(limits):
    async with asyncio.timeout(3600) as limit:
        limits.append(limit)
        await asyncio.sleep(7200)


async def main(trial):
    limits = []
    tasks = [asyncio.ensure_future(job(limits)) for _ in range(trial.jobs)]
    await asyncio.sleep(0.01)
    for number in range(trial.jobs):
        limits[number].reschedule(0)
        asyncio.get_event_loop().call_soon(tasks[number].cancel)
    await asyncio.wait(tasks, timeout=5)
    trial.note("cancels", sum(task.cancelled() for task in tasks))
    await trial.drain()
