"""A task of its own takes the item, and who waits for that task is cancelled: nobody has the item.

id: gone
lost: none
cancel.items_gone: all
"""
import asyncio

got = []


async def job(queue):
    getter = asyncio.ensure_future(queue.get())
    try:
        await asyncio.wait([getter])
    finally:
        getter.cancel()
    got.append(getter.result())


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    for number in range(trial.jobs):
        queue.put_nowait(number)
    await trial.drain()
    trial.note('items_gone', trial.jobs - len(got) - queue.qsize())
