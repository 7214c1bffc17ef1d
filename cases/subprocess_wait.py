"""A task waits for the end of a child process that it alone knows.

The child watcher holds the process's transport until the child ends. The transport
holds the futures of everyone who waits.

id: a17
awaits: a subprocess
lost: none
source: own
"""
import asyncio
import os

write_ends = []


async def job():
    read_end, write_end = os.pipe()
    write_ends.append(write_end)
    try:
        process = await asyncio.create_subprocess_exec("cat", stdin=read_end)
    finally:
        os.close(read_end)
    await process.wait()


def wake():
    for write_end in write_ends:
        os.close(write_end)
