"""A waiter of a semaphore is woken by release(), and cancelled in the same step.

It passes the wake-up on: the next waiter gets the place.

id: f09
awaits: a lock or a semaphore
lost: none
got: all
guards: bare
source: gh-76915 (bpo-32734), gh-90155 (bpo-45997)
"""
import asyncio

got = []


async def job(semaphore):
    async with semaphore:
        got.append(1)


async def main(trial):
    semaphore = asyncio.Semaphore(1)
    await semaphore.acquire()
    first, second = [asyncio.ensure_future(job(semaphore)) for _ in range(2)]
    await asyncio.sleep(0.01)
    semaphore.release()
    first.cancel()
    await asyncio.wait([second], timeout=5)
    trial.note("got", len(got))
    second.cancel()
    await asyncio.wait([second])
