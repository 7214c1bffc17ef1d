"""A task awaits a future that nobody else has.

Nobody can ever resolve the future, so nothing is lost when the collector takes the
task: without the collector it would wait for ever.

id: b01
awaits: what never comes
lost: none
orphaned: all
source: own
"""
import asyncio


async def job():
    await asyncio.get_event_loop().create_future()
