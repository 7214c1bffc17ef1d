"""A process ends: all that wait for it get its status, now and later, and nothing of it is left.

A wait that was cancelled does not keep the others from it.

id: f75
awaits: a subprocess
job: none
told: all
told_later: all
output: all
readers_left: none
open_left: none
tasks_left: none
needs: >=3.7
guards: bare
source: gh-119710, docs asyncio.subprocess
"""
import asyncio
import os
from asyncio.subprocess import PIPE

all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks


async def run(trial):
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", "cat; echo more >&2; exit 3", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    waiting = [asyncio.ensure_future(process.wait()) for _ in range(3)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    outputs = await process.communicate(b"data")
    await asyncio.wait(waiting, timeout=5)
    trial.note("told", [each.done() and each.result() for each in waiting[1:]] == [3, 3])
    trial.note("told_later", await process.wait() == 3 and process.returncode == 3)
    trial.note("output", outputs == (b"data", b"more\n"))


async def main(trial):
    loop = asyncio.get_event_loop()
    await (await asyncio.create_subprocess_exec("true")).wait()
    await asyncio.sleep(0.1)
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    tasks = len(all_tasks())
    running = asyncio.ensure_future(run(trial))
    await asyncio.wait([running], timeout=5)
    running.cancel()
    del running
    await asyncio.sleep(0.1)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
    trial.note("tasks_left", len(all_tasks()) - tasks)
