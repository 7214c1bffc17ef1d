"""An eager child cancels its TaskGroup before it waits: the group ends.

id: f02
awaits: gather(), wait() or a group
lost: none
deadlock: none
needs: >=3.15
guards: bare
source: gh-155418
"""
import asyncio


async def job(group):
    group.cancel()
    await asyncio.Event().wait()


async def parent():
    async with asyncio.TaskGroup() as group:
        group.create_task(job(group))


async def main(trial):
    asyncio.get_event_loop().set_task_factory(asyncio.eager_task_factory)
    task = asyncio.ensure_future(parent())
    await asyncio.wait([task], timeout=1)
    trial.note("deadlock", not task.done())
    task.cancel()
    await asyncio.wait([task], timeout=1)
