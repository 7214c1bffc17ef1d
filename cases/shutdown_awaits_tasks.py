"""At shutdown the program awaits its background tasks.

The set of tasks makes this possible: every job runs to its end before the loop is
closed.

id: t06
awaits: a timer
lost: none
left_in_set: none
cancel.failed_programs: all
guards: bare
source: docs asyncio.create_task
"""
import asyncio

background_tasks = set()


async def job(number):
    await asyncio.sleep(3600)


def start(number):
    task = asyncio.ensure_future(job(number))
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)


async def main(trial):
    for number in range(trial.jobs):
        start(number)
    await trial.wait()
    await asyncio.gather(*background_tasks)
    trial.note("left_in_set", len(background_tasks))
