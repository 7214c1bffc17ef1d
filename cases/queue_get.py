"""A subscriber waits for its queue, which the publisher knows through a WeakSet.

A common shape of publish and subscribe: the WeakSet is there so that subscribers who
left are forgotten. It forgets those who wait, too: queue, future and task form a cycle.

id: a29
awaits: a queue
lost: all
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
source: own, gh-91887
"""
import asyncio
import weakref

subscribers = weakref.WeakSet()


async def job():
    queue = asyncio.Queue()
    subscribers.add(queue)
    assert await queue.get() == "news"


def wake():
    for queue in list(subscribers):
        queue.put_nowait("news")
