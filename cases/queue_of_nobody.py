"""A task waits for a queue that nobody else has.

Nobody can ever put an item. The collector takes the task, and no work is lost by it.

id: b03
awaits: what never comes
lost: none
orphaned: all
source: own
"""
import asyncio


async def job():
    await asyncio.Queue().get()
