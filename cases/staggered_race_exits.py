"""An attempt of a staggered race raises SystemExit: it leaves the program, and no other attempt begins.

id: f116
awaits: gather(), wait() or a group
job: none
left: all
begun_after: none
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: own
"""
import asyncio
from asyncio.staggered import staggered_race

begun = []


async def leave():
    await asyncio.sleep(0.01)
    raise SystemExit(3)


async def job():
    begun.append(1)


def program(trial):
    loop = trial.loop()
    race = loop.create_task(staggered_race([leave, job], 100))
    left = 0
    for _ in range(2):
        try:
            loop.run_until_complete(asyncio.wait([race], timeout=1))
        except SystemExit:
            left += 1
    trial.note("left", left)
    trial.note("begun_after", len(begun))
    race.cancel()
    loop.run_until_complete(asyncio.wait([race], timeout=1))
    loop.close()
