"""A waiter that is woken and cancelled does not wake the next one: only there is the fault seen.

id: kept
lost: none
cancel.stalled: all
cancel.left_futures: all, -pypy
cancel.left_callbacks: all, -pypy
"""
import asyncio
import collections


class Lock:
    def __init__(self):
        self.locked, self.waiters = True, collections.deque()

    async def acquire(self):
        if self.locked:
            waiter = asyncio.get_event_loop().create_future()
            self.waiters.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                pass
                raise
            finally:
                self.waiters.remove(waiter)
        self.locked = True

    def release(self):
        self.locked = False
        self.wake_next(None)

    def wake_next(self, but):
        for waiter in self.waiters:
            if waiter is not but and not waiter.done():
                waiter.set_result(None)
                break


lock = Lock()


async def job():
    await lock.acquire()
    lock.release()


def wake():
    lock.release()
