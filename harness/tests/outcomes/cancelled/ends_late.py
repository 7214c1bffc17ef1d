"""A job that nobody wakes, under gather(): cancelled in the program's very last wait it ends, too.

id: ends_late
lost: none
orphaned: all
cancel.stalled: none
cancel.uncancelled: none
"""
import asyncio


async def job():
    await asyncio.gather(asyncio.gather(asyncio.get_event_loop().create_future()))
