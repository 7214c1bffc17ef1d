"""Timeouts in each other: each ends its own block, and says whether it was the one.

A timeout is of one block only, and without a deadline it waits.

id: f94
awaits: wait_for() or timeout()
job: none
inner_first: all
outer_first: all
no_deadline: all
refused: all
own_error_kept: all
timers_left: none
needs: >=3.11.7, ->=3.14+pytask
guards: bare
source: docs asyncio.timeout
"""
import asyncio


async def nested(outer, inner):
    said = []
    try:
        async with asyncio.timeout(outer) as outer_limit:
            try:
                async with asyncio.timeout(inner) as inner_limit:
                    await asyncio.sleep(10)
            except TimeoutError:
                said.append("inner")
            await asyncio.sleep(0.01)
    except TimeoutError:
        said.append("outer")
    return said, inner_limit.expired(), outer_limit.expired(), asyncio.current_task().cancelling()


async def refuses(limit):
    async with limit:
        pass
    refused = 0
    for again in limit.__aenter__, lambda: limit.reschedule(1):
        try:
            await again()
        except RuntimeError:
            refused += 1
    try:
        asyncio.Timeout(1).reschedule(2)
    except RuntimeError:
        refused += 1
    return refused == 3


async def own_error(loop):
    try:
        async with asyncio.timeout(1) as limit:
            try:
                await asyncio.sleep(10)
            finally:
                raise ValueError("the clean-up fails")
    except ValueError:
        return limit.expired() and asyncio.current_task().cancelling() == 0
    except TimeoutError:
        return False


async def no_deadline(loop):
    before = loop.time()
    async with asyncio.timeout(5) as limit:
        limit.reschedule(None)
        await asyncio.sleep(10)
    return loop.time() - before > 9 and limit.when() is None and not limit.expired()


async def work(trial, loop):
    trial.note("inner_first", await nested(5, 1) == (["inner"], True, False, 0))
    trial.note("outer_first", await nested(1, 5) == (["outer"], False, True, 0))
    trial.note("no_deadline", await no_deadline(loop))
    trial.note("refused", await refuses(asyncio.timeout(1)))
    trial.note("own_error_kept", await own_error(loop))


async def main(trial):
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work(trial, loop))
    await asyncio.wait([task], timeout=100)
    trial.note("timers_left", sum(not timer.cancelled() and timer.when() > loop.time() for timer in loop._scheduled))
    task.cancel()
