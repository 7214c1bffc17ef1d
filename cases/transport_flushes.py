"""A transport with much left to send is closed: all is sent before its connection ends.

abort() sends nothing more. Either way the protocol is told once, and the socket is closed.

id: f57
awaits: a socket or a signal
job: none
all_sent: all
told_after: all
rest_dropped: all
told_once: all
readers_left: none
open_left: none
guards: bare
source: docs WriteTransport.abort
"""
import asyncio
import os
import socket

SIZE = 1 << 22


class Protocol(asyncio.Protocol):
    lost = 0

    def connection_lost(self, error):
        self.lost += 1


async def receive(loop, theirs):
    total = 0
    while True:
        data = await loop.sock_recv(theirs, 1 << 20)
        total += len(data)
        if not data:
            return total


async def ends(loop, how):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(Protocol, sock=ours)
    transport.write(bytes(SIZE))
    how(transport)
    await asyncio.sleep(0.01)
    early = protocol.lost
    task = asyncio.ensure_future(receive(loop, theirs))
    await asyncio.wait([task], timeout=5)
    total = task.result() if task.done() else -1
    task.cancel()
    await asyncio.sleep(0.01)
    theirs.close()
    return early, total, protocol.lost


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    early, total, lost_closed = await ends(loop, lambda transport: transport.close())
    trial.note("all_sent", total == SIZE)
    trial.note("told_after", not early and lost_closed == 1)
    early, total, lost_aborted = await ends(loop, lambda transport: transport.abort())
    trial.note("rest_dropped", early == 1 and 0 <= total < SIZE)
    trial.note("told_once", lost_closed == 1 and lost_aborted == 1)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
