"""A producer waits in queue.join(): it goes on when all the work is done, and not before.

id: f16
awaits: a queue
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
worked_before: all
joined: all
too_early: none
guards: bare
source: docs asyncio.Queue.join
"""
import asyncio

worked = []
joined = []


async def job(queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(0.01)
        worked.append(item)
        queue.task_done()


async def produce(queue, count):
    for number in range(count):
        await queue.put(number)
    await queue.join()
    joined.append(len(worked))


async def main(trial):
    queue = asyncio.Queue(1)
    worker = asyncio.ensure_future(job(queue))
    producer = asyncio.ensure_future(produce(queue, trial.jobs))
    await asyncio.wait([producer], timeout=5)
    trial.note("worked_before", len(worked))
    trial.note("joined", len(joined))
    trial.note("too_early", joined != [trial.jobs])
    worker.cancel()
    producer.cancel()
    await trial.drain()
