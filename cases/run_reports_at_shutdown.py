"""A background task raises while asyncio.run() cancels it at the end: run() says so.

id: d45
awaits: a timer
lost: none
failed: all
reported: all
needs: >=3.7
guards: bare
source: docs asyncio.run
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        raise ValueError("the account does not exist")


async def start(count):
    for _ in range(count):
        asyncio.ensure_future(job())
    await asyncio.sleep(0.01)


def program(trial):
    trial.count_printed("reported", "unhandled exception during asyncio.run() shutdown")
    trial.exit_normally()
    asyncio.run(start(trial.jobs))
