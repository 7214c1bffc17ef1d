"""A waiter of a lock is woken by release(), and cancelled in the same step.

It passes the wake-up on: the next waiter gets the lock.

id: f06
awaits: a lock or a semaphore
lost: none
got: all
guards: bare
source: gh-71772 (bpo-27585), gh-76915 (bpo-32734)
"""
import asyncio

got = []


async def job(lock):
    async with lock:
        got.append(1)


async def main(trial):
    lock = asyncio.Lock()
    await lock.acquire()
    first, second = [asyncio.ensure_future(job(lock)) for _ in range(2)]
    await asyncio.sleep(0.01)
    lock.release()
    first.cancel()
    await asyncio.wait([second], timeout=5)
    trial.note("got", len(got))
    second.cancel()
    await asyncio.wait([second])
