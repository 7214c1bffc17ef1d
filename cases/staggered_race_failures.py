"""All attempts of a staggered race fail: the next begins at once, and each exception is told.

id: f36
awaits: gather(), wait() or a group
job: none
told: all
too_slow: none
tasks_left: none
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: own
"""
import asyncio
from asyncio.staggered import staggered_race


async def job():
    await asyncio.sleep(0.01)
    raise OSError("connection refused")


async def main(trial):
    loop = asyncio.get_event_loop()
    before = loop.time()
    task = asyncio.ensure_future(staggered_race([job] * trial.jobs, 10, loop=loop))
    await asyncio.wait([task], timeout=1000)
    trial.note("too_slow", loop.time() - before > 5)
    winner, index, exceptions = task.result() if task.done() else (1, 1, [])
    trial.note("told", winner is None and index is None and
               [type(error) for error in exceptions] == [OSError] * trial.jobs)
    trial.note("tasks_left", len(asyncio.all_tasks()) - 1)
    task.cancel()
    await trial.drain()
