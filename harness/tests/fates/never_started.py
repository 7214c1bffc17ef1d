"""A task is made, and its loop stops before the task's first step.

id: unstarted
"""
import asyncio

loops = []


async def job():
    pass


def program(trial):
    loop = trial.loop()
    loop.create_task(job())
    loops.append(loop)
