"""A datagram is too long: the protocol is told, whether it goes at once or later, and the others arrive.

id: f122
awaits: a socket or a signal
job: none
told_at_once: all
told_later: all
goes_on: all
all_arrive: all
reports: none
guards: bare
source: docs asyncio.DatagramProtocol
"""
import asyncio
import errno
import socket

TOO_LONG = bytes(1 << 22)


class Protocol(asyncio.DatagramProtocol):
    def __init__(self):
        self.errors = []

    def error_received(self, error):
        self.errors.append(error.errno)


def pair():
    ours, theirs = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    for each in ours, theirs:
        each.bind("")  # the kernel chooses a name
        each.setblocking(False)
    ours.connect(theirs.getsockname())
    return ours, theirs


def drained(sock):
    found = []
    while True:
        try:
            found.append(sock.recv(100))
        except BlockingIOError:
            return found


async def main(trial):
    ours, theirs = pair()
    address = theirs.getsockname()
    transport, protocol = await asyncio.get_event_loop().create_datagram_endpoint(Protocol, sock=ours)
    transport.sendto(TOO_LONG, address)
    trial.note("told_at_once", protocol.errors == [errno.EMSGSIZE])
    transport.sendto(b"short", address)
    trial.note("goes_on", drained(theirs) == [b"short"])
    sent = 0
    while not transport._buffer:
        transport.sendto(b"short", address)
        sent += 1
    transport.sendto(TOO_LONG, address)
    transport.sendto(b"last", address)
    arrived = drained(theirs)
    for _ in range(100):
        if not transport._buffer:
            break
        await asyncio.sleep(0.01)
        arrived += drained(theirs)
    arrived += drained(theirs)
    trial.note("told_later", protocol.errors == [errno.EMSGSIZE] * 2)
    trial.note("all_arrive", arrived == [b"short"] * sent + [b"last"])
    trial.note("reports", len(trial.messages))
    transport.abort()
    await asyncio.sleep(0.01)
