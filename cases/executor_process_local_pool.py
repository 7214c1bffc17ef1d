"""A task waits for a process of a ProcessPoolExecutor that nobody keeps.

The pool's managing thread holds the pending work, with it the concurrent future, and so
the asyncio future and the task.

On PyPy the pool learns that nobody keeps it when it is collected. finish() tells it.

id: a72
awaits: a thread or another process
lost: none
needs: >=3.7
source: own
"""
import asyncio
import concurrent.futures
import multiprocessing
import os
import weakref

write_ends = []
pools = weakref.WeakSet()


async def job():
    read_end, write_end = os.pipe()
    write_ends.append(write_end)
    pool = concurrent.futures.ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("fork"))
    pools.add(pool)
    assert await asyncio.get_event_loop().run_in_executor(
        pool, os.read, read_end, 100) == b"hello"


def wake():
    for write_end in write_ends:
        os.write(write_end, b"hello")


def finish():
    for pool in list(pools):
        pool.shutdown()
    for process in multiprocessing.active_children():
        process.join()
