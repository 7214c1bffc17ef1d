"""A program, or its pipes, cannot be started: the job is told, and nothing of it is left.

From 3.11 on until gh-119710 it waits for ever where a pipe cannot be connected.

id: f76
awaits: a subprocess
job: none
told: all
pipes_told: <3.11, 3.13.18..3.13, >=3.14
readers_left: none
open_left: none
tasks_left: none
reports: none
needs: >=3.7
guards: bare
source: gh-119710, docs asyncio.create_subprocess_exec, own
"""
import asyncio
import os
from asyncio.subprocess import PIPE


async def fail(protocol, pipe):
    pipe.close()
    raise OSError("no pipe")


async def pipes_told(loop):
    loop.connect_read_pipe = fail
    starting = asyncio.ensure_future(asyncio.create_subprocess_exec("sleep", "1000", stdout=PIPE))
    await asyncio.wait([starting], timeout=5)
    told = starting.done() and isinstance(starting.exception(), OSError)
    starting.cancel()
    del loop.connect_read_pipe
    return told


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
    trial.note("pipes_told", await pipes_told(loop))
    trial.collect()
    await asyncio.sleep(0.1)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
    trial.note("tasks_left", len(asyncio.all_tasks()) - tasks)
    trial.note("reports", len(trial.messages))
