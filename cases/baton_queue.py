"""One item goes round: each job takes it from the queue and puts it back.

A getter that has been woken for the item, and is cancelled then, wakes the next one. Else
the item lies in the queue, and everybody waits for it.

id: g01
awaits: a queue
lost: none
items_gone: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
cancel.items_gone: none
source: gh-68000 (bpo-23812), gh-75801 (bpo-31620)
"""
import asyncio


async def job(queue):
    item = await queue.get()
    queue.put_nowait(item)


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.put_nowait("item")
    await trial.drain()
    trial.note("items_gone", 1 - queue.qsize())
