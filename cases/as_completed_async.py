"""`async for` over as_completed() with a time limit: all are given, and no timer is left.

id: f22
awaits: gather(), wait() or a group
lost: none
given: all
timers_left: none
late_given: none
needs: >=3.13
guards: bare
source: gh-77714
"""
import asyncio


async def job(number):
    await asyncio.sleep(0.01 * number)


async def main(trial):
    given = late = 0
    async for _ in asyncio.as_completed([job(number) for number in range(trial.jobs)], timeout=3600):
        given += 1
    trial.note("given", given)
    trial.note("timers_left", sum(not timer.cancelled() and timer.when() > 3600
                                  for timer in asyncio.get_event_loop()._scheduled))
    try:
        async for _ in asyncio.as_completed([job(3600)], timeout=0.01):
            late += 1
    except TimeoutError:
        pass
    trial.note("late_given", late)
