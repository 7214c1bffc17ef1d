"""Who comes to a barrier while others still leave it waits for the next time, and passes then.

id: g17
awaits: a lock or a semaphore
lost: none
passed: all
waited: all
cancel.broken: all
needs: >=3.11
guards: bare
source: docs asyncio.Barrier
"""
import asyncio

passed = []


async def job(number, barrier):
    await barrier.wait()
    passed.append(number)


async def main(trial):
    barrier = asyncio.Barrier(2)
    tasks = [asyncio.ensure_future(job(0, barrier))]
    await asyncio.sleep(0.01)
    tasks += [asyncio.ensure_future(job(number, barrier)) for number in (1, 2)]
    await asyncio.sleep(0.01)
    trial.note("waited", sorted(passed) == [0, 1])
    tasks.append(asyncio.ensure_future(job(3, barrier)))
    await asyncio.wait(tasks, timeout=5)
    trial.note("passed", len(passed) == 4)
    for task in tasks:
        task.cancel()
    await trial.drain()
