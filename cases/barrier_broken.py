"""A barrier is reset, then aborted, while a job waits at it: the job is told each time.

id: f15
awaits: a lock or a semaphore
lost: none
told_of_reset: all
told_of_abort: all
told_later: all
needs: >=3.11
guards: bare
source: docs asyncio.Barrier
"""
import asyncio

told = []


async def job(barrier):
    for _ in range(3):
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError:
            told.append(1)
        await asyncio.sleep(1)


async def main(trial):
    barrier = asyncio.Barrier(2)
    task = asyncio.ensure_future(job(barrier))
    await trial.wait()
    await barrier.reset()
    await asyncio.sleep(0.01)
    trial.note("told_of_reset", len(told) == 1)
    await asyncio.sleep(1.1)
    await barrier.abort()
    await asyncio.sleep(0.01)
    trial.note("told_of_abort", len(told) == 2)
    await asyncio.wait([task], timeout=5)
    trial.note("told_later", len(told) == 3)
    task.cancel()
    await trial.drain()
