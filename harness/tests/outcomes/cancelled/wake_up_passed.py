"""A waiter that is woken and cancelled wakes the next one.

id: passed
lost: none
cancel.stalled: none
cancel.left_futures: none
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
                self.wake_next(waiter)
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
