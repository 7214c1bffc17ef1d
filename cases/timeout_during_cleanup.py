"""A time limit strikes, and the clean-up of its block fails: that exception leaves, and says of the limit.

Up to 3.12 nothing in what is raised tells that there was a time limit.

id: g28
awaits: wait_for() or timeout()
job: none
left: all
says_of_limit: >=3.13
says_in_group: >=3.13
cancelled_no_more: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: gh-96037
"""
import asyncio


async def fails():
    try:
        await asyncio.sleep(7200)
    finally:
        raise ValueError("the account could not be closed")


async def in_group():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails())


def says_of_limit(error):
    while error is not None and not isinstance(error, asyncio.TimeoutError):
        error = error.__context__
    return error is not None and isinstance(error.__cause__, asyncio.CancelledError)


async def limited(work):
    try:
        async with asyncio.timeout(3600):
            await work()
    except (ValueError, ExceptionGroup) as error:
        return error


async def job(trial, seen):
    alone, grouped = await limited(fails), await limited(in_group)
    seen["left"] = isinstance(alone, ValueError) and isinstance(grouped, ExceptionGroup)
    seen["says_of_limit"] = says_of_limit(alone)
    seen["says_in_group"] = says_of_limit(grouped.exceptions[0])
    seen["cancelled_no_more"] = asyncio.current_task().cancelling() == 0


async def main(trial):
    seen = {}
    await asyncio.ensure_future(job(trial, seen))
    for name in seen:
        trial.note(name, seen[name])
