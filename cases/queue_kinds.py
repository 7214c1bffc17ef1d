"""A priority queue and a stack wake who waits, and hand out the smallest, or the last, first.

id: f108
awaits: a queue
job: none
smallest_first: all
last_first: all
waiters_woken: all
guards: bare
source: docs asyncio.PriorityQueue
"""
import asyncio


async def order(queue):
    for item in 2, 3, 1:
        queue.put_nowait(item)
    return [None if queue.empty() else queue.get_nowait() for _ in range(3)]


async def woken(queue):
    getting = [asyncio.ensure_future(queue.get()) for _ in range(2)]
    await asyncio.sleep(0.01)
    for item in 2, 1:
        await queue.put(item)
    await asyncio.wait(getting, timeout=5)
    done = all(each.done() for each in getting)
    for each in getting:
        each.cancel()
    return done


async def main(trial):
    trial.note("smallest_first", await order(asyncio.PriorityQueue()) == [1, 2, 3])
    trial.note("last_first", await order(asyncio.LifoQueue()) == [1, 3, 2])
    trial.note("waiters_woken", await woken(asyncio.PriorityQueue()) and await woken(asyncio.LifoQueue()))
