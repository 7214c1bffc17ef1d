"""Jobs that wait, in a loop of asyncio's own.

id: steps13
lost: all
"""
import weakref

import _waiting

events = weakref.WeakSet()


async def job():
    await _waiting.job(events)


def wake():
    for event in list(events):
        event.set()
