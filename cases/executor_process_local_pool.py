"""A task waits for a process of a ProcessPoolExecutor that nobody keeps.

The pool's managing thread holds the pending work, with it the concurrent future, and so
the asyncio future and the task.

id: a72
lost: none
needs: >=3.7, -pypy
source: own
"""
import asyncio
import concurrent.futures
import multiprocessing
import os

write_ends = []


async def job():
    read_end, write_end = os.pipe()
    write_ends.append(write_end)
    pool = concurrent.futures.ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("fork"))
    assert await asyncio.get_event_loop().run_in_executor(
        pool, os.read, read_end, 100) == b"hello"


def wake():
    for write_end in write_ends:
        os.write(write_end, b"hello")


def finish():
    for process in multiprocessing.active_children():
        process.join()
