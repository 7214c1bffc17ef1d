"""A pipe transport meets what it did not expect: it is reported, and connection_lost() says why.

A socket that is read like a pipe is reset; what is written cannot be. A pipe that is full at once is written later.

id: f128
awaits: a pipe
job: none
reset_told: all
reset_reported: all
unfit_told: all
unfit_reported: all
full_sent: all
readers_left: none
open_left: none
guards: bare
source: docs loop.connect_read_pipe, own
"""
import asyncio
import os
import socket
import struct


class Protocol(asyncio.Protocol):
    lost = ()

    def connection_lost(self, error):
        self.lost += error,


async def ends(trial, protocol, kind, act):
    before = len(trial.messages)
    act()
    await asyncio.sleep(0.1)
    return len(protocol.lost) == 1 and isinstance(protocol.lost[0], kind), len(trial.messages) - before == 1


async def reset(trial, loop):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        client = socket.create_connection(listener.getsockname())
        peer = listener.accept()[0]
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _, protocol = await loop.connect_read_pipe(Protocol, client)
    told, reported = await ends(trial, protocol, ConnectionResetError, peer.close)
    trial.note("reset_told", told)
    trial.note("reset_reported", reported)


async def connected(loop):
    read_end, write_end = os.pipe()
    transport, protocol = await loop.connect_write_pipe(Protocol, os.fdopen(write_end, "wb", 0))
    return transport, protocol, read_end, write_end


async def unfit(trial, loop):
    transport, protocol, read_end, _ = await connected(loop)
    every_other = memoryview(b"data")[::2]
    told, reported = await ends(trial, protocol, (BufferError, ValueError), lambda: transport.write(every_other))
    trial.note("unfit_told", told)
    trial.note("unfit_reported", reported)
    os.close(read_end)


async def full(loop):
    transport, _, read_end, write_end = await connected(loop)
    filled = os.write(write_end, bytes(1 << 20))
    transport.write(b"data")
    os.read(read_end, filled)
    await asyncio.sleep(0.01)
    os.set_blocking(read_end, False)
    sent = os.read(read_end, 10)
    transport.abort()
    await asyncio.sleep(0.01)
    os.close(read_end)
    return sent == b"data"


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    await reset(trial, loop)
    await unfit(trial, loop)
    trial.note("full_sent", await full(loop))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
