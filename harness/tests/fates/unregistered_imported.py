"""A program whose task type is of a module that it imports.

id: imported
lost: none
"""
import asyncio

import _task_type


async def job():
    pass


async def main(trial):
    _task_type.Imported(job(), asyncio.get_event_loop())
    trial.spawn(job())
    await trial.wait()
