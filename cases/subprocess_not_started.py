"""A program cannot be started: the job is told, and no descriptor, process or task of it is left.

id: f76
awaits: a subprocess
job: none
told: all
readers_left: none
open_left: none
tasks_left: none
reports: none
needs: >=3.7
guards: bare
source: docs asyncio.create_subprocess_exec, own
"""
import asyncio
import os
from asyncio.subprocess import PIPE


async def main(trial):
    loop = asyncio.get_event_loop()
    await (await asyncio.create_subprocess_exec("true")).wait()
    await asyncio.sleep(0.1)
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    tasks = len(asyncio.all_tasks())
    try:
        await asyncio.create_subprocess_exec("/nonexistent/program", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    except FileNotFoundError:
        trial.note("told", 1)
    trial.collect()
    await asyncio.sleep(0.1)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
    trial.note("tasks_left", len(asyncio.all_tasks()) - tasks)
    trial.note("reports", len(trial.messages))
