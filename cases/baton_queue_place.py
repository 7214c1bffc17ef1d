"""One place of a full queue goes round: each job puts an item into it, and takes one out.

A putter that has been woken for the place, and is cancelled then, wakes the next one.

id: g02
awaits: a queue
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
cancel.items_gone: none
source: gh-76755 (bpo-32574)
"""
import asyncio


async def job(queue):
    await queue.put("item")
    queue.get_nowait()


async def main(trial):
    queue = asyncio.Queue(1)
    queue.put_nowait("first")
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.get_nowait()
    await trial.drain()
    trial.note("items_gone", queue.qsize())
