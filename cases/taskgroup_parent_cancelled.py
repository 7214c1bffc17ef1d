"""The parent of a TaskGroup is cancelled: so are its children, and it waits for their clean-up.

id: f27
awaits: gather(), wait() or a group
lost: none
children_cancelled: all
parent_cancelled: all
too_early: none
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.TaskGroup
"""
import asyncio

cancelled = []
ended = []


async def job():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        cancelled.append(1)
        await asyncio.sleep(0.01)
        ended.append(1)
        raise


async def parent(count):
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(job())
            await group_body()
    finally:
        ended.append("parent")


async def group_body():
    await asyncio.sleep(1)


async def main(trial):
    waits, leaves = [asyncio.ensure_future(parent(trial.jobs)) for _ in range(2)]
    await asyncio.sleep(0.1)
    waits.cancel()
    await asyncio.sleep(2)
    leaves.cancel()
    await asyncio.wait([waits, leaves], timeout=5)
    trial.note("children_cancelled", len(cancelled) == 2 * trial.jobs)
    trial.note("parent_cancelled", waits.cancelled() and leaves.cancelled())
    trial.note("too_early", ended[trial.jobs:trial.jobs + 1] != ["parent"])
    await trial.drain()
