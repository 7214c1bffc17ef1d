"""A program that fails where its job is cancelled late, and ends well where it is cancelled early.

id: late
lost: none
cancel.failed_programs: all
"""
import asyncio


async def job():
    await asyncio.sleep(0.1)
    await asyncio.sleep(0.1)


async def main(trial):
    task = asyncio.ensure_future(job())
    await asyncio.sleep(0.05)
    if not task.cancelled():
        await task
