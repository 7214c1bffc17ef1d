"""A line is longer than the reader's limit: the job is told, and what follows can be read.

id: f45
awaits: a stream
job: none
told: all
consumed_kept: all
goes_on: all
dropped_whole: all
guards: bare
source: docs asyncio.StreamReader.readuntil
"""
import asyncio
import socket


async def read(trial, reader, theirs):
    try:
        await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as error:
        kept = await reader.readexactly(error.consumed)
        trial.note("consumed_kept", kept == b"x" * error.consumed and error.consumed > 0)
    try:
        await reader.readline()
    except ValueError:
        trial.note("told", 1)
    theirs.send(b"\nnext\n")
    await asyncio.sleep(0.01)
    lines = [await reader.readline() for _ in range(2)]
    trial.note("goes_on", lines[-1] == b"next\n")


async def dropped_whole():
    """One that is there to its end."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=100)
    theirs.send(b"x" * 150 + b"\nnext\n")
    await asyncio.sleep(0.01)
    try:
        line = await asyncio.wait_for(reader.readline(), 5)
    except ValueError:
        line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    await asyncio.sleep(0.01)
    theirs.close()
    return line == b"next\n"


async def main(trial):
    trial.note("dropped_whole", await dropped_whole())
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=100)
    theirs.send(b"x" * 150)
    reading = asyncio.ensure_future(read(trial, reader, theirs))
    await asyncio.sleep(0.01)
    theirs.send(b"x" * 1000)
    await asyncio.wait([reading], timeout=5)
    reading.cancel()
    await asyncio.wait([reading])
    writer.close()
    await asyncio.sleep(0.01)
    theirs.close()
