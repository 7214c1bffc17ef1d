"""A task waits for an event that nobody else has.

Nobody can ever set the event. The collector takes the task, and no work is lost by it.

id: b02
awaits: what never comes
lost: none
orphaned: all
source: gh-91887
"""
import asyncio


async def job():
    await asyncio.Event().wait()
