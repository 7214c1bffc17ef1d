"""The transports of both ends of a pipe are closed: their descriptors are, too.

id: f41
awaits: a pipe
job: none
open_left: none
readers_left: none
guards: bare
source: own
"""
import asyncio
import os


async def main(trial):
    read_end, write_end = os.pipe()
    files = os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb", 0)
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    reading, _ = await loop.connect_read_pipe(asyncio.Protocol, files[0])
    writing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, files[1])
    await asyncio.sleep(0.01)
    writing.close()
    reading.close()
    await asyncio.sleep(0.01)
    trial.note("open_left", sum(not file.closed for file in files))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
