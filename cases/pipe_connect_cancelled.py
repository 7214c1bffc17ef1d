"""connect_read_pipe() or connect_write_pipe() is cancelled: the pipe is closed, and not watched.

id: f102
awaits: a pipe
job: none
cancels: all
open_left: none
readers_left: none
guards: bare
source: docs loop.connect_read_pipe, own
"""
import asyncio
import os


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    read_end, write_end = os.pipe()
    files = os.fdopen(read_end, "rb", 0), os.fdopen(write_end, "wb", 0)
    tasks = [asyncio.ensure_future(loop.connect_read_pipe(asyncio.Protocol, files[0])),
             asyncio.ensure_future(loop.connect_write_pipe(asyncio.BaseProtocol, files[1]))]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=5)
    trial.note("cancels", all(task.cancelled() for task in tasks))
    await asyncio.sleep(0.01)
    trial.note("open_left", sum(not file.closed for file in files))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
