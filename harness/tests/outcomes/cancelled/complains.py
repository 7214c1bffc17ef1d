"""A callback that fails where the job was cancelled: the exception handler is told.

id: complains
lost: none
cancel.more_reports: all
"""
import asyncio


async def job():
    loop = asyncio.get_event_loop()
    future = loop.create_future()
    loop.call_later(0.05, future.set_result, None)
    await future
