"""A forked process of multiprocessing that makes no task: the trial is measured.

id: forked_pool
lost: none
guards: set
source: own
"""
import asyncio
import concurrent.futures
import multiprocessing


def square(number):
    return number * number


async def job(pool, number):
    loop = asyncio.get_event_loop()
    assert await loop.run_in_executor(pool, square, number) == number * number


async def main(trial):
    multiprocessing.set_start_method('fork', force=True)
    pool = concurrent.futures.ProcessPoolExecutor(1)
    for number in range(2):
        trial.spawn(job(pool, number))
    await trial.drain()
    pool.shutdown()
