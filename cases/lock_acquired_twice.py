"""A task acquires its own lock a second time.

asyncio's locks are not re-entrant: the task waits for itself. The collector ends a
deadlock that would last for ever.

id: b05
awaits: what never comes
lost: none
orphaned: all
source: own
"""
import asyncio


async def job():
    lock = asyncio.Lock()
    async with lock:
        async with lock:
            pass
