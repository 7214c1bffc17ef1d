"""A kept task raises, and nobody looks: silence for as long as it is kept.

asyncio reports an exception that was never retrieved when the task goes. A list that is
never emptied keeps the failures to itself.

id: d01
awaits: nothing more
lost: none
failed: all
reported_while_kept: none
reported_after: all
guards: bare
source: own
"""
import asyncio


def never_retrieved(trial):
    return sum("never retrieved" in message for message in trial.messages)


async def job():
    raise ValueError("the account does not exist")


async def main(trial):
    tasks = [asyncio.ensure_future(job()) for _ in range(trial.jobs)]
    await trial.wait()
    trial.note("reported_while_kept", never_retrieved(trial))
    tasks.clear()
    await trial.wait()
    trial.note("reported_after", never_retrieved(trial))
