"""A waiter of queue.put() is woken by a free place, and cancelled in the same step.

It passes the wake-up on: the next waiter puts its item.

id: f05
awaits: a queue
lost: none
put: all
guards: bare
source: gh-76755 (bpo-32574)
"""
import asyncio

put = []


async def job(queue):
    await queue.put("item")
    put.append(1)


async def main(trial):
    queue = asyncio.Queue(1)
    queue.put_nowait("item")
    first, second = [asyncio.ensure_future(job(queue)) for _ in range(2)]
    await asyncio.sleep(0.01)
    queue.get_nowait()
    first.cancel()
    await asyncio.wait([second], timeout=5)
    trial.note("put", len(put))
    second.cancel()
    await asyncio.wait([second])
