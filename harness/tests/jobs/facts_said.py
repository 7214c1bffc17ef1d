"""Facts, and tasks that could be jobs, which are said to be none.

id: jobs12
seen: all
job: none
"""
import asyncio


async def work():
    await asyncio.sleep(1)


async def main(trial):
    task = asyncio.ensure_future(work())
    trial.note('seen', 1)
    await task
