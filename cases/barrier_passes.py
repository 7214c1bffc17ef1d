"""Jobs meet at a barrier, again and again: it lets all of them through each time.

id: f14
awaits: a lock or a semaphore
lost: none
passed: all
waiting_left: none
cancel.broken: all
needs: >=3.11
guards: bare
source: docs asyncio.Barrier
"""
import asyncio

passed = []


async def job(number, barrier):
    for _ in range(3):
        async with barrier:
            await asyncio.sleep(0.01 * number)
        passed.append(number)


async def main(trial):
    barrier = asyncio.Barrier(2)
    tasks = [asyncio.ensure_future(job(number, barrier)) for number in range(2)]
    await asyncio.wait(tasks, timeout=5)
    trial.note("passed", len(passed) == 6)
    trial.note("waiting_left", barrier.n_waiting)
    for number in range(2):
        tasks[number].cancel()
    await trial.drain()
