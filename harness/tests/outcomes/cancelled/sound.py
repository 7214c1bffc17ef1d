"""A job that cleans up whatever happens.

id: sound
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_timers: none
cancel.left_readers: none
cancel.left_locks: none
"""
import asyncio
import os

lock = None


def setup():
    global lock
    lock = asyncio.Lock()


async def job():
    loop = asyncio.get_event_loop()
    ours, theirs = os.pipe()
    timer = loop.call_later(3600, print)
    loop.add_reader(ours, print)
    try:
        async with lock:
            await asyncio.sleep(0.02)
    finally:
        timer.cancel()
        loop.remove_reader(ours)
        os.close(ours)
        os.close(theirs)
