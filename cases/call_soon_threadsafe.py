"""A thread wakes a future by call_soon_threadsafe(), but knows the future only weakly.

A thread that will wake a task protects it only if it holds what it will wake.

id: a50
awaits: a future
lost: all
source: own
"""
import asyncio
import threading
import weakref

waiters = weakref.WeakSet()


async def job():
    waiter = asyncio.get_event_loop().create_future()
    waiters.add(waiter)
    await waiter


def resolve(waiter):
    if not waiter.done():
        waiter.set_result(None)


def deliver(loop):
    for waiter in list(waiters):
        loop.call_soon_threadsafe(resolve, waiter)


def wake():
    loop = asyncio.get_event_loop()
    thread = threading.Thread(target=deliver, args=(loop,))
    thread.start()
    thread.join()
