"""wait_for(queue.get()) runs out of time again and again.

Each cancelled get() has to leave the queue's list of waiters.

id: c17
awaits: a queue
lost: none
getters_left: none
cancel.failed_programs: all
needs: ->=3.14+pytask
guards: bare
source: bpo-26914
"""
import asyncio


async def job(queue):
    try:
        await asyncio.wait_for(queue.get(), 0.001)
    except asyncio.TimeoutError:
        pass


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        await asyncio.ensure_future(job(queue))
    await trial.wait()
    trial.note("getters_left", len(queue._getters))
