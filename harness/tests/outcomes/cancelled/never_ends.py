"""A job that is cancelled and waits for ever.

id: endless
lost: none
cancel.stalled: all
cancel.left_futures: all, -pypy
cancel.left_callbacks: all, -pypy
"""
import asyncio

kept = []


async def job():
    try:
        await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        future = asyncio.get_event_loop().create_future()
        kept.append(future)
        await future
