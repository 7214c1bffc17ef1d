"""A staggered race is cancelled: none of its attempts is left running, and it ends with them.

staggered_race() is what open_connection() uses for happy eyeballs.

id: c27
awaits: gather(), wait() or a group
job: none
ends: all
attempts_left: none
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: gh-124958
"""
import asyncio
from asyncio.staggered import staggered_race


async def job():
    await asyncio.sleep(3600)


async def main(trial):
    race = asyncio.ensure_future(staggered_race([job] * trial.jobs, 0.1))
    await asyncio.sleep(1)
    race.cancel()
    await asyncio.wait([race], timeout=5)
    trial.note("ends", race.done())
    left = asyncio.all_tasks() - {asyncio.current_task()}
    trial.note("attempts_left", len(left))
    for task in left:
        task.cancel()
