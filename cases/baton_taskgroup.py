"""One item goes round, and a child of each job's TaskGroup takes it from the queue.

A job that is cancelled cancels its children and waits for them; no child is left, and the
item is the next one's.

id: g08
awaits: gather(), wait() or a group
lost: none
needs: >=3.11
cancel.stalled: none
cancel.left_tasks: none
cancel.uncancelled: none
source: gh-116720, gh-95289
"""
import asyncio


async def pass_on(queue):
    queue.put_nowait(await queue.get())


async def job(queue):
    async with asyncio.TaskGroup() as group:
        group.create_task(pass_on(queue))
        group.create_task(asyncio.sleep(0.02))


async def main(trial):
    queue = asyncio.Queue()
    for _ in range(trial.jobs):
        trial.spawn(job(queue))
    await trial.wait()
    queue.put_nowait("item")
    await trial.drain()
