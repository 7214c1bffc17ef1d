"""A finished task that is kept keeps its result too: what the list grows by.

Each task holds the object that its job returned until the task itself goes. With a set
and a discarding done callback both would be gone at once.

id: t17
awaits: a timer
leaked: all
objects_kept: all
leaked_objects: all
source: docs create_task
guards: bare
"""
import asyncio

background_tasks = []


class Result:
    pass


async def job(trial):
    await asyncio.sleep(0.01)
    result = Result()
    trial.must_be_gone(result)
    return result


async def main(trial):
    loop = asyncio.get_event_loop()
    for _ in range(trial.jobs):
        background_tasks.append(loop.create_task(job(trial)))
    await trial.wait()
