"""Facts, and tasks that could be jobs: nothing is said of them.

id: jobs11
seen: all
"""
import asyncio


async def work():
    await asyncio.sleep(1)


async def main(trial):
    task = asyncio.ensure_future(work())
    trial.note('seen', 1)
    await task
