"""A TaskGroup that is over, or not begun, refuses a child, and closes its coroutine.

Up to 3.12 the coroutine is left, and reported as never awaited.

id: f30
awaits: nothing more
job: none
refused: all
never_awaited: <3.13
needs: >=3.11, ->=3.14+pytask
guards: bare
source: gh-115957
"""
import asyncio
import warnings


async def job():
    pass


async def refuse(group):
    try:
        group.create_task(job())
    except RuntimeError:
        return 1
    return 0


async def over(trial):
    group = asyncio.TaskGroup()
    refused = await refuse(group)
    async with group:
        pass
    trial.note("refused", refused + await refuse(group) == 2)


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await asyncio.ensure_future(over(trial))
        trial.collect()
    trial.note("never_awaited", sum("never awaited" in str(each.message) for each in caught))
