"""A program that makes a task type of its own, and freezes all there is.

id: frozen
lost: none
"""
import asyncio
import gc

import _task_type


async def job():
    pass


async def main(trial):
    _task_type.make()(job(), asyncio.get_event_loop())
    getattr(gc, "freeze", gc.collect)()
    trial.spawn(job())
    await trial.wait()
