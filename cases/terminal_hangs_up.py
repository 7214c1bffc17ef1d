"""A terminal hangs up: who reads it is told, and who writes to it, at once or later, and nothing is reported.

Up to 3.6 the exception handler is told of the writers, too.

id: f127
awaits: a pipe
job: none
reader_told: all
writer_told: all
waiting_writer_told: all
reports: <3.7
readers_left: none
open_left: none
guards: bare
source: docs loop.connect_read_pipe, own
"""
import asyncio
import errno
import os
import pty
import tty


class Protocol(asyncio.Protocol):
    lost = ()

    def connection_lost(self, error):
        self.lost += error,


def terminal(mode):
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    return ours, os.fdopen(theirs, mode, 0)


async def told(protocol):
    await asyncio.sleep(0.1)
    return len(protocol.lost) == 1 and getattr(protocol.lost[0], "errno", None) == errno.EIO


async def reader(loop):
    read_end, write_end = pty.openpty()
    _, protocol = await loop.connect_read_pipe(Protocol, os.fdopen(read_end, "rb", 0))
    os.close(write_end)
    return await told(protocol)


async def writer(loop, before, after):
    ours, theirs = terminal("wb")
    transport, protocol = await loop.connect_write_pipe(Protocol, theirs)
    transport.write(before)
    os.close(ours)
    transport.write(after)
    return await told(protocol)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    trial.note("reader_told", await reader(loop))
    trial.note("writer_told", await writer(loop, b"", b"data"))
    trial.note("waiting_writer_told", await writer(loop, bytes(1 << 20), b""))
    trial.note("reports", len(trial.messages))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
