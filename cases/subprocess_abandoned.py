"""A loop is closed while a child runs, and the process is dropped: a warning names it, and the child is killed.

Before 3.12 a thread of asyncio, or the watcher, holds it until the child has ended.

id: f135
awaits: a subprocess
job: none
running_before: all
warned: all
killed: all
needs: >=3.12
guards: bare
source: gh-98023, docs asyncio.subprocess, own
"""
import asyncio
import gc
import os
import signal
import time
import warnings


def runs(pid):
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid):
    for _ in range(200):
        if not runs(pid):
            return True
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    return False


def program(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop = trial.loop()
        asyncio.set_event_loop(loop)
        process = loop.run_until_complete(asyncio.create_subprocess_exec("sleep", "1000"))
        pid = process.pid
        loop.close()
        trial.note("running_before", runs(pid))
        del process, loop
        for _ in range(3):
            gc.collect()
    trial.note("warned", sum("_UnixSubprocessTransport" in str(each.message) for each in caught))
    trial.note("killed", ends(pid))
