"""A datagram endpoint: what cannot be sent now is sent later, before it closes; errors are told.

id: f70
awaits: a socket or a signal
job: none
received: all
all_sent: all
paused: all
resumed: all
error_told: all
goes_on: all
readers_left: none
open_left: none
guards: bare
source: docs asyncio.DatagramProtocol
"""
import asyncio
import os
import socket


class Socket(socket.socket):
    """Its buffer is full as long as we say so."""
    full = False

    def send(self, data):
        if self.full:
            raise BlockingIOError
        return super().send(data)

    def sendto(self, data, address):
        if self.full:
            raise BlockingIOError
        return super().send(data)


class Protocol(asyncio.DatagramProtocol):
    def __init__(self):
        self.calls, self.data = [], []

    def datagram_received(self, data, address):
        self.data.append(data)

    def error_received(self, error):
        self.calls.append(type(error))

    def pause_writing(self):
        self.calls.append("pause")

    def resume_writing(self):
        self.calls.append("resume")

    def connection_lost(self, error):
        self.calls.append("lost")


def pair():
    ours, theirs = Socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
    for each in ours, theirs:
        each.bind(("127.0.0.1", 0))
        each.setblocking(False)
    ours.connect(theirs.getsockname())
    theirs.connect(ours.getsockname())
    return ours, theirs


def drained(sock):
    count = 0
    while True:
        try:
            count += sock.recv(100000) > b""
        except BlockingIOError:
            return count


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


async def sends_later(loop, closes):
    ours, theirs = pair()
    transport, protocol = await loop.create_datagram_endpoint(Protocol, sock=ours)
    ours.full = True
    for _ in range(20):
        transport.sendto(bytes(5000), theirs.getsockname())
    await turns()
    paused = protocol.calls == ["pause"]
    if closes:
        transport.close()
        await turns()
    ours.full = False
    await turns()
    count = drained(theirs)
    if not closes:
        transport.sendto(b"now")
        count += drained(theirs) - 1
        transport.close()
        await turns()
    theirs.close()
    return count == 20, paused, protocol.calls == ["pause", "resume", "lost"]


async def receives(loop):
    ours, theirs = pair()
    transport, protocol = await loop.create_datagram_endpoint(Protocol, sock=ours)
    for data in b"one", b"two":
        theirs.send(data)
        await turns()
    transport.abort()
    await turns()
    theirs.close()
    return protocol.data == [b"one", b"two"] and protocol.calls == ["lost"]


async def error(trial, loop):
    ours, theirs = pair()
    transport, protocol = await loop.create_datagram_endpoint(Protocol, sock=ours)
    address = theirs.getsockname()
    theirs.close()
    transport.sendto(b"nobody listens")
    await turns()
    told = protocol.calls == [ConnectionRefusedError]
    with socket.socket(type=socket.SOCK_DGRAM) as theirs:
        theirs.bind(address)
        theirs.setblocking(False)
        transport.sendto(b"somebody listens")
        trial.note("goes_on", drained(theirs) == 1)
    transport.abort()
    await turns()
    return told


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    results = [await sends_later(loop, closes) for closes in (True, False)]
    for number, name in enumerate(["all_sent", "paused", "resumed"]):
        trial.note(name, all(result[number] for result in results))
    trial.note("received", await receives(loop))
    trial.note("error_told", await error(trial, loop))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
