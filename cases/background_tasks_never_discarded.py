"""A set of background tasks from which nothing is ever discarded.

The recipe without its second half: no job is lost, and every finished task, with its
result, is kept as long as the program runs.

id: c22
awaits: a timer
lost: none
leaked: all
done_tasks_kept: all
guards: bare
source: docs asyncio.create_task
"""
import asyncio

background_tasks = set()


async def job():
    await asyncio.sleep(0.01)


async def main(trial):
    for _ in range(trial.jobs):
        background_tasks.add(asyncio.ensure_future(job()))
    await trial.wait()
    trial.note("done_tasks_kept", sum(task.done() for task in background_tasks))
