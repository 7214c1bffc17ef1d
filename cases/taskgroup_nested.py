"""A TaskGroup within a TaskGroup fails while the outer one is cancelled: both end.

The failure is told, and the cancellation is not lost.

id: f31
awaits: gather(), wait() or a group
lost: none
failed: all
ended: all
told: all
cancelled_after: >=3.13
needs: >=3.11, ->=3.14+pytask
guards: bare
source: gh-116720
"""
import asyncio

told = []
cancelled_after = []


async def job():
    try:
        await asyncio.sleep(3600)
    finally:
        raise ValueError("the clean-up fails")


async def parent():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
            await asyncio.sleep(3600)
    except ExceptionGroup:
        told.append(1)
    try:
        await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        cancelled_after.append(1)
        raise


async def main(trial):
    task = asyncio.ensure_future(parent())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    trial.note("ended", task.done())
    trial.note("told", len(told))
    trial.note("cancelled_after", len(cancelled_after))
    await trial.drain()
