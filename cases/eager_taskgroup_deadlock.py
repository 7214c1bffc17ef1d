"""With eager tasks, a child of a TaskGroup starts a failing sibling, and then waits.

The group should cancel the child. Up to 3.12.8 and 3.13.1 a TaskGroup did not notice
that a sibling had failed eagerly, and waited for ever.

id: d29
awaits: gather(), wait() or a group
lost: none
orphaned: 3.12.0..3.12.8, 3.13.0..3.13.1
deadlock: 3.12.0..3.12.8, 3.13.0..3.13.1
needs: >=3.12, ->=3.14+pytask
guards: bare
source: gh-128550
"""
import asyncio


async def fail():
    raise ValueError


async def job(group):
    group.create_task(fail())
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
