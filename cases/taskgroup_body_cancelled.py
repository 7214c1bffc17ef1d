"""A child fails while the body of its group still waits: the body is cancelled, and what follows it is not.

id: g44
awaits: gather(), wait() or a group
job: none
body_cancelled: all
child_cancelled: all
group_raised: all
went_on: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.TaskGroup
"""
import asyncio

cancelled = []


async def fail():
    await asyncio.sleep(0.01)
    raise ValueError("the account does not exist")


async def wait(name):
    try:
        await asyncio.sleep(7200)
    except asyncio.CancelledError:
        cancelled.append(name)
        raise


async def job(trial):
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(wait("child"))
            await wait("body")
    except ExceptionGroup as error:
        trial.note("group_raised", [type(each) for each in error.exceptions] == [ValueError])
    await asyncio.sleep(0.01)
    trial.note("went_on", asyncio.current_task().cancelling() == 0)


async def main(trial):
    task = asyncio.ensure_future(job(trial))
    await asyncio.wait([task], timeout=3600)
    trial.note("body_cancelled", "body" in cancelled)
    trial.note("child_cancelled", "child" in cancelled)
    task.cancel()
    await asyncio.wait([task])
