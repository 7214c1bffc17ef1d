"""A program that awaits its job fails with it.

id: awaits
lost: none
cancel.failed_programs: all
"""
import asyncio


async def job():
    await asyncio.sleep(0.05)


async def main(trial):
    await asyncio.ensure_future(job())
