"""Claim: a task may be collected before it even starts.

It may not: create_task() puts the task's first step into the loop's list of what to run
next, and that list holds the task. Here the collector runs three times between
create_task() and the first step.

id: e01
awaits: nothing more
lost: none
source: claim: docs and blogs
"""
import asyncio


async def job():
    await asyncio.sleep(0)


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    for _ in range(3):
        trial.collect()
    await trial.wait()
    await trial.drain()
