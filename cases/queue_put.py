"""A producer waits to put into a full queue that its consumer knows only weakly.

The queue holds the future of the waiting putter and so the task, but only the task's
frame holds the queue.

id: a30
awaits: a queue
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
source: own
"""
import asyncio
import weakref

queues = weakref.WeakSet()


async def job():
    queue = asyncio.Queue(1)
    queues.add(queue)
    await queue.put("first")
    await queue.put("second")


def wake():
    for queue in list(queues):
        queue.get_nowait()
