"""asyncio.run() returns while background tasks still sleep.

It cancels what is left and waits for that: the clean-up runs, the work is not done, and
nothing is said.

id: d13
awaits: a timer
lost: none
worked: none
cleaned_up: all
reported: none
needs: >=3.7
guards: bare
source: docs asyncio.run
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(3600)
        print("work done")
    finally:
        print("cleaned up")


async def start(count):
    for _ in range(count):
        asyncio.ensure_future(job())
    await asyncio.sleep(0.01)


def program(trial):
    trial.count_printed("worked", "work done")
    trial.count_printed("cleaned_up", "cleaned up")
    trial.count_printed("reported", "destroyed but it is pending")
    trial.exit_normally()
    asyncio.run(start(trial.jobs))
