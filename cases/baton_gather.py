"""One item goes round, and a child of each job's gather() takes it from the queue.

A job that is cancelled cancels all that it gathers: no child is left.

id: g10
awaits: gather(), wait() or a group
lost: none
cancel.stalled: none
cancel.left_tasks: none
source: https://docs.python.org/3/library/asyncio-task.html#asyncio.gather
"""
import asyncio


async def pass_on(queue):
    queue.put_nowait(await queue.get())


async def job(queue):
    await asyncio.gather(pass_on(queue), asyncio.sleep(0.02))


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.put_nowait("item")
    await trial.drain()
