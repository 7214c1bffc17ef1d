"""Two wait for one connection, each by a socket of its own (dup()): what comes wakes one, the other waits on.

So it is where both send to a peer that is slow, and for two transports.

id: f118
awaits: a socket or a signal
lost: none
one_woken: all
both_end: all
all_sent: all
each_gets_one: all
reports: none
needs: >=3.7
guards: bare
source: docs loop.sock_recv, own
"""
import asyncio
import socket

SIZE = 1 << 21
ended = []


async def job(waiting):
    ended.append(await waiting)


def pair():
    ours, theirs = socket.socketpair()
    for each in ours, theirs:
        each.setblocking(False)
    return ours, theirs


async def receive(trial, loop):
    ours, theirs = pair()
    for sock in ours, ours.dup():
        trial.spawn(job(loop.sock_recv(sock, 10)))
    await asyncio.sleep(0.01)
    theirs.send(b"one")
    await asyncio.sleep(0.01)
    trial.note("one_woken", ended == [b"one"])
    theirs.send(b"two")
    await asyncio.sleep(0.01)
    trial.note("both_end", ended == [b"one", b"two"])


async def send(trial, loop):
    ours, theirs = pair()
    for sock in ours, ours.dup():
        trial.spawn(job(loop.sock_sendall(sock, bytes(SIZE))))
    await asyncio.sleep(0.01)
    left = 2 * SIZE
    reading = asyncio.ensure_future(loop.sock_recv(theirs, left))
    while left and (await asyncio.wait([reading], timeout=5))[0]:
        left -= len(reading.result())
        reading = asyncio.ensure_future(loop.sock_recv(theirs, left))
    reading.cancel()
    await trial.drain()
    trial.note("all_sent", left == 0 and ended[2:] == [None, None])


class Plain(asyncio.Protocol):
    def __init__(self, calls):
        self.calls = calls

    def data_received(self, data):
        self.calls.append(data)


class Buffered(asyncio.BufferedProtocol):
    def __init__(self, calls):
        self.calls, self.buffer = calls, bytearray(10)

    def get_buffer(self, hint):
        return self.buffer

    def buffer_updated(self, count):
        self.calls.append(bytes(self.buffer[:count]))


async def transports(loop, kind):
    ours, theirs = pair()
    calls = []
    made = [(await loop.create_connection(lambda: kind(calls), sock=sock))[0] for sock in (ours, ours.dup())]
    for data in b"one", b"two":
        theirs.send(data)
        await asyncio.sleep(0.01)
    for transport in made:
        transport.abort()
    await asyncio.sleep(0.01)
    return calls == [b"one", b"two"]


async def main(trial):
    loop = asyncio.get_event_loop()
    await receive(trial, loop)
    await send(trial, loop)
    trial.note("each_gets_one", all([await transports(loop, kind) for kind in (Plain, Buffered)]))
    trial.note("reports", len(trial.messages))
