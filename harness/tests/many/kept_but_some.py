"""Of each thousand jobs one waits for a future that is known only weakly, the others for one that is kept.

id: many1
lost: all
source: own
"""
import asyncio
import weakref

weak = weakref.WeakValueDictionary()
kept = {}


async def job(number):
    futures = weak if number % 1000 == 7 else kept
    if 0 not in futures:
        futures[0] = asyncio.get_event_loop().create_future()
    future = futures[0] if futures is kept else asyncio.get_event_loop().create_future()
    weak[number] = future
    await future


def wake():
    for future in list(weak.values()) + list(kept.values()):
        if not future.done():
            future.set_result(None)
