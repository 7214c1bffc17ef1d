"""Jobs that wait for ever, and end where they are cancelled; the program leaves them behind.

id: pending
lost: none
stranded: all
cancel.stalled: none
"""
import asyncio

kept = []


async def job():
    future = asyncio.get_event_loop().create_future()
    kept.append(future)
    await future


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.02)
