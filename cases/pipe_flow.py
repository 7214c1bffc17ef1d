"""A pipe is full: its writer pauses, goes on as it is read, and sends all before it closes.

The reader's end can be paused, too; abort() sends nothing more.

id: f74
awaits: a pipe
job: none
paused: all
resumed: all
all_sent: all
rest_dropped: all
held_back: all
went_on: all
told_once: all
quiet_when_sent: all
readers_left: none
open_left: none
guards: bare
source: docs loop.connect_write_pipe
"""
import asyncio
import os
import selectors

SIZE = 1 << 20


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls, self.data = [], b""

    def data_received(self, data):
        self.data += data

    def pause_writing(self):
        self.calls.append("pause")

    def resume_writing(self):
        self.calls.append("resume")

    def connection_lost(self, error):
        self.calls.append("lost")


async def flow(loop, ends):
    read_end, write_end = os.pipe()
    reading, reader = await loop.connect_read_pipe(Protocol, os.fdopen(read_end, "rb", 0))
    writing, writer = await loop.connect_write_pipe(Protocol, os.fdopen(write_end, "wb", 0))
    reading.pause_reading()
    writing.write(bytearray(SIZE))
    writing.write(b"")
    await asyncio.sleep(0.01)
    early = list(writer.calls), len(reader.data)
    ends(writing)
    await asyncio.sleep(0.01)
    reading.resume_reading()
    for _ in range(200):
        await asyncio.sleep(0.001)
    return early, reader, writer


def writers(loop):
    return sum(bool(key.events & selectors.EVENT_WRITE) for key in loop._selector.get_map().values())


async def sent_in_parts(loop):
    read_end, write_end = os.pipe()
    reading, reader = await loop.connect_read_pipe(Protocol, os.fdopen(read_end, "rb", 0))
    writing, writer = await loop.connect_write_pipe(Protocol, os.fdopen(write_end, "wb", 0))
    quiet = []
    for _ in range(2):
        writing.write(bytearray(SIZE))
        before = writers(loop)
        for _ in range(200):
            await asyncio.sleep(0.001)
        quiet.append((before, writers(loop), len(reader.data) // SIZE))
    writing.close()
    await asyncio.sleep(0.01)
    reading.close()
    await asyncio.sleep(0.01)
    return quiet == [(1, 0, 1), (1, 0, 2)] and writer.calls == ["pause", "resume"] * 2 + ["lost"]


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    early, reader, writer = await flow(loop, lambda writing: writing.close())
    trial.note("paused", early[0] == ["pause"])
    trial.note("held_back", early[1] == 0)
    trial.note("went_on", len(reader.data) > 0)
    trial.note("resumed", writer.calls == ["pause", "resume", "lost"])
    trial.note("all_sent", len(reader.data) == SIZE)
    told_once = writer.calls.count("lost") == 1 and reader.calls == ["lost"]
    early, reader, writer = await flow(loop, lambda writing: writing.abort())
    trial.note("rest_dropped", 0 < len(reader.data) < SIZE)
    trial.note("told_once", told_once and writer.calls == ["pause", "lost"] and reader.calls == ["lost"])
    trial.note("quiet_when_sent", await sent_in_parts(loop) and not trial.messages)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
