"""all_tasks() and tasks that are done, but still referenced.

Task.all_tasks() of 3.6 lists them; asyncio.all_tasks(), since 3.7, only tasks that are
not done.

id: c19
awaits: nothing more
lost: none
done_tasks_listed: <3.7, -pytask
guards: bare
source: bpo-22448
"""
import asyncio

all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks


async def job():
    await asyncio.sleep(0)


async def main(trial):
    tasks = [asyncio.ensure_future(job()) for _ in range(trial.jobs)]
    await asyncio.sleep(0.01)
    listed = all_tasks()
    trial.note("done_tasks_listed", sum(task in listed for task in tasks))
