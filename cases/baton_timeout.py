"""One item goes round, and each job takes it from the queue within timeout().

A cancellation from outside is no timeout: the job is cancelled, no timer is left, and the
item is the next one's.

id: g07
awaits: wait_for() or timeout()
lost: none
needs: >=3.11
cancel.stalled: none
cancel.items_gone: none
cancel.left_timers: none
cancel.uncancelled: none
source: https://docs.python.org/3/library/asyncio-task.html#timeouts
"""
import asyncio


async def job(queue):
    async with asyncio.timeout(3600):
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
