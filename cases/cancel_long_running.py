"""A long-running job is kept, cancelled when it is no longer wanted, and awaited.

Cancelling needs the task, so who wants to cancel has to keep it anyway. The job notices
at its next await, cleans up, and ends as cancelled.

id: t14
awaits: a timer
lost: none
cleaned_up: all
guards: bare
source: own
"""
import asyncio

cleaned_up = []


async def job(number):
    try:
        while True:
            await asyncio.sleep(1)
    finally:
        cleaned_up.append(number)


async def main(trial):
    tasks = [asyncio.ensure_future(job(number)) for number in range(trial.jobs)]
    await trial.wait()
    for task in tasks:
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
    trial.note("cleaned_up", len(cleaned_up))
