"""A job starts more tasks than taskloss can follow.

id: z23
lost: none
source: own
"""
import asyncio

started = 0


async def job():
    global started
    while started < 6000:
        started += 1
        asyncio.get_event_loop().create_task(job())
        await asyncio.sleep(0)
