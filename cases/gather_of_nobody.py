"""A task awaits gather() of a future that nobody else has.

Nobody can ever resolve the future. gather() neither adds a holder nor a way out.

id: b06
awaits: what never comes
lost: none
orphaned: all
source: own
"""
import asyncio


async def job():
    await asyncio.gather(asyncio.get_event_loop().create_future())
