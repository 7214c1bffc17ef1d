"""A wait that returns its result although it was cancelled in the same step.

id: swallows
lost: none
cancel.uncancelled: all
"""
import asyncio

futures = []


async def job():
    future = asyncio.get_event_loop().create_future()
    futures.append(future)
    try:
        await future
    except asyncio.CancelledError:
        if future.cancelled():
            raise


def wake():
    for future in futures:
        if not future.done():
            future.set_result(None)
