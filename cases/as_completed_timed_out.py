"""as_completed() runs out of time: what has not ended is told as late, and runs on to its end.

What had ended is given first. No callback of as_completed() is left on the others.

id: f114
awaits: gather(), wait() or a group
lost: none
given: all
told_late: all
callbacks_left: none
ran_on: all
cancel.failed_programs: all
guards: bare
source: docs asyncio.as_completed
"""
import asyncio

ended = []


async def job(number):
    await asyncio.sleep(0.01 if number == 0 else 100)
    ended.append(number)


async def main(trial):
    tasks = [asyncio.ensure_future(job(number)) for number in range(trial.jobs)]
    given = late = 0
    for awaitable in asyncio.as_completed(tasks, timeout=1):
        try:
            await awaitable
            given += 1
        except asyncio.TimeoutError:
            late += 1
    trial.note("given", given == 1)
    trial.note("told_late", late == trial.jobs - 1)
    trial.note("callbacks_left", sum(len(task._callbacks or ()) for task in tasks))
    await asyncio.wait(tasks, timeout=1000)
    trial.note("ran_on", len(ended) == trial.jobs)
