"""At shutdown the program cancels its background tasks and awaits them.

The set of tasks makes this possible: every job is told, runs its clean-up, and has
ended before the loop is closed.

id: t05
awaits: a timer
lost: none
cleaned_up: all
left_in_set: none
guards: bare
source: docs asyncio.create_task
"""
import asyncio

background_tasks = set()
cleaned_up = []


async def job(number):
    try:
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0.01)
        cleaned_up.append(number)


def start(number):
    task = asyncio.ensure_future(job(number))
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)


async def main(trial):
    for number in range(trial.jobs):
        start(number)
    await trial.wait()
    for task in list(background_tasks):
        task.cancel()
    await asyncio.gather(*background_tasks, return_exceptions=True)
    trial.note("cleaned_up", len(cleaned_up))
    trial.note("left_in_set", len(background_tasks))
