"""A coroutine function is called, and the coroutine neither awaited nor made a task.

Nothing runs. Python warns that it was never awaited; asyncio knows nothing of it.

id: d19
awaits: nothing more
job: none
ran: none
never_awaited: all
reported: <3.7+debug
guards: bare
source: docs asyncio development
"""
import warnings

ran = []


async def job(number):
    ran.append(number)


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for number in range(trial.jobs):
            job(number)
        trial.collect()
    trial.note("ran", len(ran))
    trial.note("never_awaited",
               sum("never awaited" in str(warning.message) for warning in caught))
    trial.note("reported", len(trial.messages))
