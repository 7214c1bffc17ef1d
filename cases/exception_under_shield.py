"""A shielded job raises after its outer task was cancelled.

Up to 3.6 shield() looks at the exception and so silences it. From 3.7 on it is reported
when the inner task goes.

id: d04
awaits: shield()
lost: none
failed: all
reported: >=3.7
guards: bare
source: gh-79306, gh-86802
"""
import asyncio


async def job():
    await asyncio.sleep(0.02)
    raise ValueError("the account does not exist")


async def shielded():
    await asyncio.shield(job())


async def start():
    outer = asyncio.ensure_future(shielded())
    await asyncio.sleep(0)
    outer.cancel()


async def main(trial):
    for _ in range(trial.jobs):
        await start()
    await asyncio.sleep(0.1)
    await trial.wait()
    trial.note("reported",
               sum("never retrieved" in message for message in trial.messages))
