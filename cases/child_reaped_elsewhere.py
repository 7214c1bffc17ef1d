"""Somebody else has waited for a child: its status is given as 255, with a warning, and wait() ends.

Before 3.12 a thread of asyncio waits for the child, and nobody else gets its status.

id: f80
awaits: a subprocess
job: none
told: all
warned: all
needs: >=3.12
guards: bare
source: docs asyncio.PidfdChildWatcher
"""
import asyncio
import contextlib
import os


async def main(trial):
    process = await asyncio.create_subprocess_exec("sh", "-c", "read line", stdin=asyncio.subprocess.PIPE)
    os.kill(process.pid, 9)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, 0)
    waiting = asyncio.ensure_future(process.wait())
    await asyncio.wait([waiting], timeout=5)
    trial.note("told", waiting.done() and waiting.result() == 255)
    trial.note("warned", sum("already read" in message for message in trial.messages))
    waiting.cancel()
