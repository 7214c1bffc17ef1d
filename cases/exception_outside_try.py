"""create_task() inside try and except: the exception comes when the block is long over.

The except clause sees errors of starting the job, never those of the job. The first to
hear of it is asyncio's log.

id: t10
awaits: a timer
lost: none
failed: all
caught: none
reported: all
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
            asyncio.ensure_future(job())
        except ValueError:
            caught += 1
    await asyncio.sleep(0.05)
    trial.note("caught", caught)
    trial.note("reported",
               sum("never retrieved" in message for message in trial.messages))
