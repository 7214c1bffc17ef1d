"""A TaskGroup that is over, ends, or has not begun, refuses a child, and closes its coroutine.

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


async def child():
    pass


async def refuse(group):
    try:
        group.create_task(child())
    except RuntimeError:
        return 1
    return 0


async def fail():
    raise ValueError("the account does not exist")


async def ending():
    refused = 0
    group = asyncio.TaskGroup()
    try:
        async with group:
            group.create_task(fail())
            try:
                await asyncio.sleep(3600)
            finally:
                refused = await refuse(group)
    except BaseExceptionGroup:
        pass
    return refused


async def over(trial):
    group = asyncio.TaskGroup()
    refused = await refuse(group)
    async with group:
        pass
    refused += await refuse(group)
    trial.note("refused", refused + await ending() == 3)


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await asyncio.ensure_future(over(trial))
        trial.collect()
    trial.note("never_awaited", sum("never awaited" in str(each.message) for each in caught))
