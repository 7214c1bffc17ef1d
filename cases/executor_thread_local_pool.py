"""A task waits for a thread of a ThreadPoolExecutor that nobody keeps.

The working thread holds the concurrent future, whose callback leads to the asyncio
future and the task. The executor object itself need not live on.

id: a24
awaits: a thread or another process
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_threads: none
source: own
"""
import asyncio
import concurrent.futures
import threading

done = threading.Event()


async def job():
    await asyncio.get_event_loop().run_in_executor(
        concurrent.futures.ThreadPoolExecutor(1), done.wait)


def wake():
    done.set()
