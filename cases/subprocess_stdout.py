"""A task reads the output of a child process that it alone knows.

While the child runs, the loop and the child watcher hold the process's transport. It
holds the protocol, the protocol the StreamReader, and the reader the task.

id: a15
awaits: a subprocess
lost: none
cancel.failed_programs: all
source: own
"""
import asyncio
import os
import subprocess

write_ends = []


async def job():
    read_end, write_end = os.pipe()
    write_ends.append(write_end)
    try:
        process = await asyncio.create_subprocess_exec(
            "cat", stdin=read_end, stdout=subprocess.PIPE)
    finally:
        os.close(read_end)
    assert await process.stdout.read() == b"hello"


def wake():
    for write_end in write_ends:
        os.write(write_end, b"hello")
        os.close(write_end)
