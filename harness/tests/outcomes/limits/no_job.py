"""Tasks of a function that the head does not name.

id: h37
lost: all
guards: bare
"""
import asyncio


async def work():
    await asyncio.sleep(1)


async def main(trial):
    for _ in range(trial.jobs):
        asyncio.ensure_future(work())
    await trial.wait()
    await trial.drain()
