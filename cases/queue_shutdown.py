"""queue.shutdown() wakes all that wait: for an item, for a place, and for the end of the work.

id: f17
awaits: a queue
lost: none
getters_told: all
putters_told: all
joined: all
needs: >=3.13
guards: bare
source: gh-96471
"""
import asyncio

getters_told = []
putters_told = []
joined = []


async def job(queue):
    try:
        await queue.get()
    except asyncio.QueueShutDown:
        getters_told.append(1)


async def put(queue):
    try:
        await queue.put("item")
    except asyncio.QueueShutDown:
        putters_told.append(1)


async def join(queue):
    await queue.join()
    joined.append(1)


async def main(trial):
    empty = asyncio.Queue()
    full = asyncio.Queue(1)
    full.put_nowait("item")
    tasks = [asyncio.ensure_future(job(empty)) for _ in range(trial.jobs)]
    tasks += [asyncio.ensure_future(put(full)) for _ in range(trial.jobs)]
    tasks += [asyncio.ensure_future(join(full))]
    await trial.wait()
    empty.shutdown()
    full.shutdown(immediate=True)
    await asyncio.wait(tasks, timeout=5)
    trial.note("getters_told", len(getters_told))
    trial.note("putters_told", len(putters_told))
    trial.note("joined", len(joined))
    for number in range(len(tasks)):
        tasks[number].cancel()
    await trial.drain()
