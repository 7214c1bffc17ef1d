"""A task reads lines from a pipe by connect_read_pipe(), the recipe for reading stdin.

The recipe makes a StreamReaderProtocol without a client_connected_cb. From 3.8 on such
a protocol knows its reader only weakly, and the reader, its future and the task are
lost.

id: a18
awaits: a pipe
lost: >=3.8
source: gh-78819
"""
import asyncio
import contextlib
import os

write_ends = []


async def job():
    read_end, write_end = os.pipe()
    write_ends.append(write_end)
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb"))
    assert await reader.readline() == b"hello\n"


def wake():
    for write_end in write_ends:
        with contextlib.suppress(BrokenPipeError):
            os.write(write_end, b"hello\n")
