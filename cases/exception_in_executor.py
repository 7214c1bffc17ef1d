"""A function in an executor raises, and the future of run_in_executor() is dropped.

The exception is reported when the future goes.

id: d23
awaits: a thread or another process
job: none
reported: all
guards: bare
source: own
"""
import asyncio


def work():
    raise ValueError("the account does not exist")


async def main(trial):
    for _ in range(trial.jobs):
        asyncio.get_event_loop().run_in_executor(None, work)
    await asyncio.sleep(0.1)
    await trial.wait()
    trial.note("reported",
               sum("never retrieved" in message for message in trial.messages))
