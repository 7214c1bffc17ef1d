"""A job that leaves all behind when it is cancelled.

id: leaves
lost: none
cancel.left_timers: all
cancel.left_readers: all
cancel.left_files: all
cancel.left_locks: all, -pypy
cancel.left_futures: all, -pypy
cancel.left_callbacks: all, -pypy
cancel.left_tasks: all, -pypy
cancel.left_threads: all
"""
import asyncio
import os
import threading

kept = []
over = threading.Event()


async def job():
    loop = asyncio.get_event_loop()
    lock, (ours, theirs), future = asyncio.Lock(), os.pipe(), loop.create_future()
    await lock.acquire()
    timer = loop.call_later(1 << 20, print)
    loop.add_reader(ours, print)
    future.add_done_callback(print)
    child = asyncio.ensure_future(asyncio.sleep(1 << 20))
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, daemon=True)
    thread.start()
    kept.append((lock, future, child))
    await asyncio.sleep(0.05)
    lock.release()
    timer.cancel()
    loop.remove_reader(ours)
    os.close(ours)
    os.close(theirs)
    future.remove_done_callback(print)
    future.cancel()
    child.cancel()
    ended.set()
