"""One item goes round, and each job takes it from the queue by wait_for().

Cancelled in the step in which the item comes: up to 3.8.5 the job is cancelled and the item
gone, so that the others time out; after that, up to 3.11, wait_for() returns the item and drops the cancellation; from
3.12 on the job is cancelled and the item is the next one's.

id: g06
awaits: wait_for() or timeout()
lost: none
cancel.stalled: none
cancel.broken: <3.8.6
cancel.more_reports: <3.8.6
cancel.items_gone: <3.8.6
cancel.uncancelled: 3.8.6..3.11
source: gh-81839 (bpo-37658), gh-86296
"""
import asyncio


async def job(queue):
    item = await asyncio.wait_for(queue.get(), 3600)
    queue.put_nowait(item)


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.put_nowait("item")
    await trial.drain()
    trial.note("items_gone", 1 - queue.qsize())
