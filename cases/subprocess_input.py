"""Much is written to a process: drain() waits while it does not read, and all of it arrives.

A process that ends without reading does not keep communicate() waiting.

Before 3.10.7 only one may wait in drain(), and communicate() does.

id: f79
awaits: a subprocess
job: none
drain_waits: all
drain_ends: >=3.10.7
arrived: >=3.10.7
early_end: all
needs: >=3.7
guards: bare
source: gh-74116 (bpo-29930), docs Process.communicate
"""
import asyncio
from asyncio.subprocess import PIPE

SIZE = 1 << 20


async def limited(waiting):
    task = asyncio.ensure_future(waiting)
    await asyncio.wait([task], timeout=5)
    if task.done() and not task.exception():
        return task.result()
    task.cancel()
    return "neither a result nor an end"


async def main(trial):
    process = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
    process.stdin.write(bytes(SIZE))
    draining = asyncio.ensure_future(process.stdin.drain())
    await asyncio.sleep(0.01)
    trial.note("drain_waits", not draining.done())
    output = await limited(process.communicate(b"end"))
    trial.note("arrived", output == (bytes(SIZE) + b"end", None))
    trial.note("drain_ends", draining.done() and not draining.exception())
    process = await asyncio.create_subprocess_exec("true", stdin=PIPE, stdout=PIPE)
    trial.note("early_end", await limited(process.communicate(bytes(SIZE))) == (b"", None))
