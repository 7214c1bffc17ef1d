"""Tasks of the program's own beside those of trial.spawn(): wrapped in the same way, made by the job.

id: jobs16
lost: all
"""
import asyncio
import functools

import _service

kept = set()


def wrapped(function):
    @functools.wraps(function)
    async def wrapper(*args):
        return await function(*args)
    return wrapper


@wrapped
async def helper():
    await asyncio.sleep(0.01)


@wrapped
async def job():
    kept.add(asyncio.ensure_future(helper()))
    kept.add(asyncio.ensure_future(asyncio.sleep(0.01)))
    await _service.wait()


async def main(trial):
    kept.add(asyncio.ensure_future(helper()))
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    _service.wake()
    await trial.drain()
