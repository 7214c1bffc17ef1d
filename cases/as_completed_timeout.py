"""as_completed() with a time limit is done in time: no timer and no callback is left.

Each of its awaitables ends, and one that is asked for after the time is over raises.

id: c31
awaits: gather(), wait() or a group
lost: none
given: all
timers_left: none
timed_out: all
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio


async def job(number):
    await asyncio.sleep(0.01 * number)


async def main(trial):
    given = timed_out = 0
    for awaitable in asyncio.as_completed([job(number) for number in range(trial.jobs)],
                                          timeout=3600):
        await awaitable
        given += 1
    trial.note("given", given)
    trial.note("timers_left", sum(not timer.cancelled() and timer.when() > 3600
                                  for timer in asyncio.get_event_loop()._scheduled))
    for awaitable in asyncio.as_completed([job(100000)], timeout=0.01):
        try:
            await awaitable
        except asyncio.TimeoutError:
            timed_out += 1
    trial.note("timed_out", timed_out)
