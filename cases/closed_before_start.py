"""Tasks are made right before the loop is closed: they never start.

Closing the loop clears its list of what to run next, and with it the last reference to
the tasks. They count as destroyed; "never awaited" is not said.

id: d22
awaits: nothing more
lost: none
orphaned: all, -eager
never_awaited: none
cancel.orphaned: all, -pypy
guards: bare
source: own
"""
import asyncio
import warnings


async def job():
    await asyncio.sleep(0)


async def start(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())


def program(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop = trial.loop()
        loop.run_until_complete(start(trial))
        loop.close()
        trial.collect()
    trial.note("never_awaited",
               sum("never awaited" in str(warning.message) for warning in caught))
