"""A waiter of queue.get() is woken by an item, and cancelled in the same step.

It passes the wake-up on: the next waiter gets the item.

id: f04
awaits: a queue
lost: none
got: all
guards: bare
source: gh-68000 (bpo-23812)
"""
import asyncio

got = []


async def job(queue):
    got.append(await queue.get())


async def main(trial):
    queue = asyncio.Queue()
    first, second = [asyncio.ensure_future(job(queue)) for _ in range(2)]
    await asyncio.sleep(0.01)
    queue.put_nowait("item")
    first.cancel()
    await asyncio.wait([second], timeout=5)
    trial.note("got", len(got))
    second.cancel()
    await asyncio.wait([second])
