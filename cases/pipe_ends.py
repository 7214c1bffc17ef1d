"""One end of a pipe is closed: the other's protocol is told, and its descriptor is closed.

id: f73
awaits: a pipe
job: none
reader_told: all
writer_told: all
writer_told_why: all
told_by_write: all
readers_left: none
open_left: none
guards: bare
source: docs loop.connect_read_pipe
"""
import asyncio
import os


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls = []

    def data_received(self, data):
        self.calls.append(data)

    def eof_received(self):
        self.calls.append("end")

    def connection_lost(self, error):
        self.calls.append(error)


async def reader(loop):
    read_end, write_end = os.pipe()
    _, protocol = await loop.connect_read_pipe(Protocol, os.fdopen(read_end, "rb", 0))
    os.write(write_end, b"data")
    await asyncio.sleep(0.01)
    os.close(write_end)
    await asyncio.sleep(0.01)
    return protocol.calls == [b"data", "end", None]


async def writer(loop, data):
    read_end, write_end = os.pipe()
    transport, protocol = await loop.connect_write_pipe(Protocol, os.fdopen(write_end, "wb", 0))
    transport.write(data)
    await asyncio.sleep(0.01)
    os.close(read_end)
    await asyncio.sleep(0.01)
    transport.write(b"nobody reads this")
    await asyncio.sleep(0.01)
    return protocol.calls


async def writes_at_once(loop):
    read_end, write_end = os.pipe()
    transport, protocol = await loop.connect_write_pipe(Protocol, os.fdopen(write_end, "wb", 0))
    os.close(read_end)
    transport.write(b"nobody reads this")
    await asyncio.sleep(0.01)
    return len(protocol.calls) == 1 and isinstance(protocol.calls[0], BrokenPipeError)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    trial.note("reader_told", await reader(loop))
    trial.note("writer_told", await writer(loop, b"data") == [None])
    why = await writer(loop, bytes(1 << 20))
    trial.note("writer_told_why", len(why) == 1 and isinstance(why[0], BrokenPipeError))
    trial.note("told_by_write", await writes_at_once(loop))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
