"""A job starts a process, waits for it, and kills it whatever happens.

Cancelled at any step, of starting too, it leaves no process and no pipe.

id: g13
awaits: a subprocess
lost: none
cancel.stalled: none
cancel.left_readers: none
cancel.left_files: none
source: gh-103847, gh-125502
"""
import asyncio
import contextlib
import logging

logging.getLogger("asyncio").setLevel(logging.ERROR)  # who has waited for a child is chance up to 3.11


async def job():
    process = await asyncio.create_subprocess_exec("sleep", "0.05", stdout=asyncio.subprocess.PIPE)
    try:
        await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    await trial.drain()
    await asyncio.sleep(1)
