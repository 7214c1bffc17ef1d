"""A task waits to acquire a semaphore that its releaser knows only weakly.

The semaphore holds the waiting future and so the task, but only the task's frame holds
the semaphore.

id: a34
awaits: a lock or a semaphore
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
source: own
"""
import asyncio
import weakref

semaphores = weakref.WeakSet()


async def job():
    semaphore = asyncio.Semaphore(0)
    semaphores.add(semaphore)
    await semaphore.acquire()


def wake():
    for semaphore in list(semaphores):
        semaphore.release()
