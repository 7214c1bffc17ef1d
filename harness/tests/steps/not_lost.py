"""Jobs that sleep.

id: steps14
lost: none
"""
import asyncio


async def job():
    await asyncio.sleep(0.05)
