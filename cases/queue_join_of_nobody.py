"""A task waits in Queue.join() for an item that nobody will ever take.

The queue is the task's own, so nobody can call task_done(). The collector takes the
task, and no work is lost by it.

id: b07
awaits: what never comes
lost: none
orphaned: all
source: own
"""
import asyncio


async def job():
    queue = asyncio.Queue()
    queue.put_nowait("item")
    await queue.join()
