"""A task writes to a full pipe and waits in drain(), the recipe for writing stdout.

The loop holds the pipe's transport while there is data to send. The transport holds the
protocol, and the protocol the future that drain() waits for.

id: a19
awaits: a pipe
lost: none
source: own
"""
import asyncio
import os

read_ends = []


async def job():
    read_end, write_end = os.pipe()
    read_ends.append(read_end)
    loop = asyncio.get_event_loop()
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(write_end, "wb"))
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    writer.write(b"x" * 200000)
    await writer.drain()


async def wake():
    for read_end in read_ends:
        for _ in range(4):
            os.read(read_end, 100000)
            await asyncio.sleep(0.01)
