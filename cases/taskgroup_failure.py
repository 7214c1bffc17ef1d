"""One job of a TaskGroup raises: the others are cancelled, and the group raises.

No exception is swallowed and no job is left behind.

id: t11
awaits: gather(), wait() or a group
lost: none
failed: all
caught: all
reported: none
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.TaskGroup
"""
import asyncio


async def job(number):
    await asyncio.sleep(0.01)
    if number == 0:
        raise ValueError("the account does not exist")
    await asyncio.sleep(3600)


async def main(trial):
    caught = 0
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(trial.jobs):
                group.create_task(job(number))
    except Exception as error:
        caught = len(error.exceptions)
        del error
    trial.note("caught", caught)
    trial.note("reported", len(trial.messages))
