"""A fire-and-forget task raises: reported at once, without any collection.

A finished task is in no cycle. Its last reference goes when its last step is over, and
asyncio says that the exception was never retrieved.

id: d02
awaits: nothing more
lost: none
failed: all
reported_before_collection: all, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager, -pypy
guards: bare, local, callback-only
source: own
"""
import asyncio
import gc


async def job():
    raise ValueError("the account does not exist")


async def main(trial):
    trial.collect_as_shipped()
    gc.disable()
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.05)
    trial.note("reported_before_collection",
               sum("never retrieved" in message for message in trial.messages))
