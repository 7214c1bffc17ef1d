"""wait_for(queue.put()) runs out of time again and again.

Up to 3.6 each cancelled put() stays in the queue's list of waiters.

id: c30
awaits: a queue
lost: none
putters_left: <3.7
cancel.failed_programs: all
needs: ->=3.14+pytask
guards: bare
source: own
"""
import asyncio


async def job(queue):
    try:
        await asyncio.wait_for(queue.put("item"), 0.001)
    except asyncio.TimeoutError:
        pass


async def main(trial):
    queue = asyncio.Queue(1)
    queue.put_nowait("item")
    for _ in range(trial.jobs):
        await asyncio.ensure_future(job(queue))
    await trial.wait()
    trial.note("putters_left", len(queue._putters))
