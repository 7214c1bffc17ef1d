"""as_completed() is left after the first result, and the other jobs raise later.

Nobody awaits them any more. Each exception is reported when its task goes.

id: d24
awaits: gather(), wait() or a group
lost: none
failed: all
reported: all
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio


async def job(number):
    if number > 0:
        await asyncio.sleep(0.02)
        raise ValueError("the account does not exist")


async def first_of(count):
    for next_done in asyncio.as_completed([job(number) for number in range(count)]):
        await next_done
        break


async def main(trial):
    await first_of(trial.jobs)
    await asyncio.sleep(0.1)
    await trial.wait()
    trial.note("reported",
               sum("never retrieved" in message for message in trial.messages))
