"""The main coroutine returns, the loop is closed, and background tasks are still asleep.

The program kept its tasks and lost none to the collector. It lost all of them by
leaving: the work is not done, the clean-up does not run, and while the tasks are kept
nothing is said about it.

id: t07
awaits: a timer
lost: none
stranded: all
cleaned_up: none
reported: none
cancel.leaked: all
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
        cleaned_up.append(number)


async def start(trial):
    for number in range(trial.jobs):
        background_tasks.add(asyncio.ensure_future(job(number)))
    await trial.wait()


def program(trial):
    loop = trial.loop()
    loop.run_until_complete(start(trial))
    loop.close()
    trial.collect()
    trial.note("cleaned_up", len(cleaned_up))
    trial.note("reported", len(trial.messages))
