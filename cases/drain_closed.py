"""A writer was closed, or its connection is gone: a loop of write() and drain() ends by an error.

id: f48
awaits: a stream
job: none
told_after_close: all
told_after_abort: all
warned: all
guards: bare
source: gh-118754, docs asyncio.StreamWriter.drain
"""
import asyncio
import socket


async def write(writer):
    for _ in range(100):
        writer.write(b"x")
        await writer.drain()


async def told(way):
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    way(writer)
    task = asyncio.ensure_future(write(writer))
    await asyncio.wait([task], timeout=5)
    error = task.exception() if task.done() else None
    task.cancel()
    for _ in range(10):
        writer.write(b"x")
    await asyncio.sleep(0.01)
    theirs.close()
    return isinstance(error, ConnectionError)

async def main(trial):
    trial.note("told_after_close", await told(lambda writer: writer.close()))
    trial.note("told_after_abort", await told(lambda writer: writer.transport.abort()))
    trial.note("warned", sum("socket.send() raised" in message for message in trial.messages))
