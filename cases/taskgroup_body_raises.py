"""The body of a TaskGroup raises: the children are cancelled, and all exceptions are told.

id: f28
awaits: gather(), wait() or a group
lost: none
failed: all
children_cancelled: all
told: all
goes_on: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.TaskGroup
"""
import asyncio

cancelled = []


async def job(number):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        cancelled.append(number)
        if number == 0:
            raise ValueError("the clean-up fails")
        raise


async def parent(trial):
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(trial.jobs):
                group.create_task(job(number))
            await asyncio.sleep(0.01)
            raise KeyError("the account does not exist")
    except BaseExceptionGroup as error:
        trial.note("told", {type(each) for each in error.exceptions} == {KeyError, ValueError})
    await asyncio.sleep(0.01)
    trial.note("goes_on", asyncio.current_task().cancelling() == 0)


async def main(trial):
    task = asyncio.ensure_future(parent(trial))
    await asyncio.wait([task], timeout=5)
    trial.note("children_cancelled", len(cancelled))
    task.cancel()
    await trial.drain()
