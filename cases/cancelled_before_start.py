"""A task is cancelled before its first step: not a line of it runs.

Neither the work nor a `finally` that would clean up; and nothing is said about it. (An
eager task has taken its first step before it can be cancelled.)

id: d08
awaits: nothing more
lost: none
started: eager
reported: none
guards: bare
source: own
"""
import asyncio

started = []


async def job(number):
    started.append(number)
    await asyncio.sleep(0)


async def main(trial):
    for number in range(trial.jobs):
        asyncio.ensure_future(job(number)).cancel()
    await trial.wait()
    trial.note("started", len(started))
    trial.note("reported", len(trial.messages))
