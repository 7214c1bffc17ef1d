"""A child starts another process and ends; that one holds the pipe that the jobs read, and writes later.

id: grandchild
lost: none
guards: set
source: own
"""
import asyncio
import os
import subprocess


async def job(number):
    loop = asyncio.get_event_loop()
    read_end, write_end = os.pipe()
    subprocess.check_call(['/bin/sh', '-c', '(sleep 0.3; echo %d) &' % number], stdout=write_end)
    os.close(write_end)
    readable = asyncio.Event()
    loop.add_reader(read_end, readable.set)
    try:
        await asyncio.wait_for(readable.wait(), 60)
    finally:
        loop.remove_reader(read_end)
    assert os.read(read_end, 9) == b'%d\n' % number
    os.close(read_end)


async def main(trial):
    for number in range(2):
        trial.spawn(job(number))
    await trial.wait()
    await trial.drain()
