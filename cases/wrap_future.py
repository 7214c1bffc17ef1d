"""A task awaits wrap_future() of a reply that is registered only weakly.

The table of pending replies is a WeakValueDictionary. The concurrent future is held by
the task's frame alone, and the receiver of the reply finds its entry gone.

id: a28
awaits: a future
lost: all
source: own
"""
import asyncio
import concurrent.futures
import weakref

pending = weakref.WeakValueDictionary()


async def job(number):
    reply = pending[number] = concurrent.futures.Future()
    await asyncio.wrap_future(reply)


def wake():
    for reply in list(pending.values()):
        reply.set_result("hello")
