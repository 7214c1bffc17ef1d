"""One item goes round, and each job takes it from the queue under shield().

A job that is cancelled leaves what it shielded at work: that one passes the item on.

id: g09
awaits: shield()
lost: none
cancel.stalled: none
cancel.left_tasks: none
cancel.more_reports: none
source: https://docs.python.org/3/library/asyncio-task.html#asyncio.shield
"""
import asyncio

inner = set()


async def pass_on(queue):
    queue.put_nowait(await queue.get())


async def job(queue):
    task = asyncio.ensure_future(pass_on(queue))
    inner.add(task)
    task.add_done_callback(inner.discard)
    await asyncio.shield(task)


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.put_nowait("item")
    await trial.drain()
