"""A job raises inside try and except, and is awaited there.

The exception arrives where somebody can deal with it, and asyncio has nothing to
report.

id: t09
awaits: a timer
lost: none
failed: all
caught: all
reported: none
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio


async def job():
    await asyncio.sleep(0.01)
    raise ValueError("the account does not exist")


async def main(trial):
    caught = 0
    for _ in range(trial.jobs):
        try:
            await asyncio.ensure_future(job())
        except ValueError:
            caught += 1
    trial.note("caught", caught)
    trial.note("reported", len(trial.messages))
