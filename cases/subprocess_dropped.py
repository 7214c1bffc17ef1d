"""A job starts a child process and drops it: the collector does not kill the child.

The loop and the child watcher hold the process's transport until the child has ended.

id: a74
awaits: a subprocess
lost: none
killed: none
guards: bare
source: gh-118516
"""
import asyncio
import os
import signal
import subprocess

pids = []


async def job():
    process = await asyncio.create_subprocess_exec(
        "sleep", "1000", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pids.append(process.pid)


def is_dead(pid):
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().split()[2] == "Z"
    except FileNotFoundError:
        return True


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.drain()
    await trial.wait()
    trial.collect()
    trial.note("killed", sum(is_dead(pid) for pid in pids))
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
