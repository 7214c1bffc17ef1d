"""Tasks share a lock of a WeakValueDictionary, and the one that has it sleeps.

A popular recipe for one lock a key. The sleeping holder is held by the loop's timer;
its frame holds the lock, and the lock holds the futures of all who wait.

id: a33
awaits: a lock or a semaphore
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
source: own
"""
import asyncio
import weakref

locks = weakref.WeakValueDictionary()


async def job():
    lock = locks.setdefault("key", asyncio.Lock())
    async with lock:
        await asyncio.sleep(1)
