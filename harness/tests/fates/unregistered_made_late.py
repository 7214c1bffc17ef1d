"""A program that makes a task type of its own while it runs.

id: late
lost: none
"""
import asyncio

import _task_type


async def job():
    pass


async def main(trial):
    _task_type.make()(job(), asyncio.get_event_loop())
    trial.spawn(job())
    await trial.wait()
