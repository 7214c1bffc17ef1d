"""A peer resets the connection: who reads, writes or waits for the end is told, each time.

What nobody asks for is not reported as never retrieved.

id: f44
awaits: a stream
job: none
told_reading: all
told_later: all
told_by_drain: all
told_by_wait_closed: >=3.7
reports: none
guards: bare
source: docs asyncio.StreamWriter, own
"""
import asyncio
import gc
import socket
import struct


async def fails(waiting):
    task = asyncio.ensure_future(waiting)
    await asyncio.wait([task], timeout=5)
    failed = task.done() and isinstance(task.exception(), ConnectionError)
    task.cancel()
    return failed


async def reset(trial, reader, writer, peer):
    reading = asyncio.ensure_future(fails(reader.readline()))
    await asyncio.sleep(0.01)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    trial.note("told_reading", await reading)
    trial.note("told_later", all([await fails(again) for again in (
        reader.readline(), reader.read(), reader.readexactly(1), reader.readuntil(b"-"))]))
    trial.note("told_by_drain", await fails(writer.drain()))
    if hasattr(writer, "wait_closed"):
        trial.note("told_by_wait_closed", await fails(writer.wait_closed()))
    else:
        trial.note("told_by_wait_closed", 0)


async def main(trial):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(2)
    for use in True, False:
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        peer = listener.accept()[0]
        if use:
            await reset(trial, reader, writer, peer)
        else:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()
            await asyncio.sleep(0.01)
        del reader, writer
    gc.collect()
    await asyncio.sleep(0.01)
    trial.note("reports", len(trial.messages))
