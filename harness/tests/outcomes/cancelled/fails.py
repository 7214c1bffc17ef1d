"""A job that fails when it is cancelled, and nobody is told, as it is kept.

id: fails
lost: none
cancel.broken: all
cancel.silent: all
"""
import asyncio

kept = []


async def job():
    kept.append(getattr(asyncio, 'current_task', asyncio.Task.current_task
                        if hasattr(asyncio.Task, 'current_task') else None)())
    try:
        await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        raise ValueError('on purpose')
