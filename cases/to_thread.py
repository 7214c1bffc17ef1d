"""A task waits in asyncio.to_thread().

The working thread holds the concurrent future, whose callback leads to the asyncio
future and the task.

id: a25
awaits: a thread or another process
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_threads: none
needs: >=3.9
source: own
"""
import asyncio
import threading

done = threading.Event()


async def job():
    await asyncio.to_thread(done.wait)


def wake():
    done.set()
