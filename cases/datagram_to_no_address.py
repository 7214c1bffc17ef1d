"""A datagram goes to what is no address: it is reported, and the endpoint ends, whether it goes at once or later.

That something else waits behind it is part of it: else the loop goes on watching the closed socket.

id: f123
awaits: a socket or a signal
job: none
reported: all
told_why: all
later_reported: all
later_told_why: all
readers_left: none
open_left: none
guards: bare
source: docs asyncio.DatagramProtocol
"""
import asyncio
import os
import socket


class Protocol(asyncio.DatagramProtocol):
    lost = ()

    def connection_lost(self, error):
        self.lost += error,


def endpoint_socket():
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind("")  # the kernel chooses a name
    sock.setblocking(False)
    return sock


def empty(sock):
    try:
        while True:
            sock.recv(100)
    except BlockingIOError:
        pass


async def ends(trial, prepare, *more):
    theirs = endpoint_socket()
    transport, protocol = await asyncio.get_event_loop().create_datagram_endpoint(Protocol, sock=endpoint_socket())
    before = len(trial.messages)
    prepare(transport, theirs.getsockname())
    transport.sendto(b"data", 12345)
    for data in more:
        transport.sendto(data, theirs.getsockname())
    empty(theirs)
    await asyncio.sleep(0.1)
    reported = len(trial.messages) - before
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()
    return reported == 1, len(protocol.lost) == 1 and isinstance(protocol.lost[0], TypeError)


def fill(transport, address):
    while not transport._buffer:
        transport.sendto(b"short", address)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    for name, prepare, *more in ("", lambda *_: None), ("later_", fill, b"behind it"):
        reported, told_why = await ends(trial, prepare, *more)
        trial.note(name + "reported", reported)
        trial.note(name + "told_why", told_why)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
