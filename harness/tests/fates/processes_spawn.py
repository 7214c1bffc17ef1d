"""A pool of processes that are started by spawn: each is this Python once more.

id: spawn
lost: none
guards: set
source: own
"""
import asyncio
import concurrent.futures
import multiprocessing
import os
import sys


def told(number):
    return number, os.getpid(), sys.prefix, sys.version


async def job(pool, number):
    loop = asyncio.get_event_loop()
    answer = await loop.run_in_executor(pool, told, number)
    assert answer[0] == number and answer[1] != os.getpid(), answer
    assert answer[2:] == (sys.prefix, sys.version), answer


async def main(trial):
    multiprocessing.set_start_method('spawn', force=True)
    pool = concurrent.futures.ProcessPoolExecutor(1)
    for number in range(2):
        trial.spawn(job(pool, number))
    await trial.drain()
    pool.shutdown()
