"""A long-running job swallows its cancellation and goes on.

`except BaseException` (up to 3.7 `except Exception` as well) catches CancelledError,
too. The job outlives the attempt to stop it.

id: t15
awaits: a timer
lost: none
ignored: all
cancel.uncancelled: all
guards: bare
source: own
"""
import asyncio


async def job():
    for _ in range(3):
        try:
            await asyncio.sleep(3600)
        except BaseException:
            pass


async def main(trial):
    tasks = [asyncio.ensure_future(job()) for _ in range(trial.jobs)]
    await trial.wait()
    for task in tasks:
        task.cancel()
    await asyncio.sleep(0.05)
    trial.note("ignored", sum(not task.done() for task in tasks))
    await trial.drain()
