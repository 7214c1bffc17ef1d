"""A protocol's method raises when data or the end comes, or has no room: it is reported, and the connection ends.

On 3.6 the loop goes on reading such a connection, again and again.

id: f58
awaits: a socket or a signal
job: none
reported: all
closed: all
told_why: all
readers_left: none
needs: >=3.7
guards: bare
source: docs asyncio.Protocol, own
"""
import asyncio
import socket


class Base:
    lost = None

    def connection_lost(self, error):
        self.lost = error


class Received(Base, asyncio.Protocol):
    def data_received(self, data):
        raise ValueError("data")


class Ended(Base, asyncio.Protocol):
    def eof_received(self):
        raise ValueError("end")


class NoBuffer(Base, asyncio.BufferedProtocol):
    def get_buffer(self, hint):
        raise ValueError("buffer")


class EmptyBuffer(Base, asyncio.BufferedProtocol):
    def get_buffer(self, hint):
        return bytearray()


class Updated(Base, asyncio.BufferedProtocol):
    def get_buffer(self, hint):
        return bytearray(10)

    def buffer_updated(self, count):
        raise ValueError("updated")


async def fails(trial, loop, kind):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    _, protocol = await loop.create_connection(kind, sock=ours)
    before = len(trial.messages)
    theirs.send(b"data")
    theirs.shutdown(socket.SHUT_WR)
    task = asyncio.ensure_future(loop.sock_recv(theirs, 10))
    await asyncio.wait([task], timeout=5)
    reported = len(trial.messages) - before
    closed = task.done()
    task.cancel()
    await asyncio.sleep(0.01)
    theirs.close()
    return reported == 1, closed, isinstance(protocol.lost, (ValueError, RuntimeError))


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    results = [await fails(trial, loop, kind) for kind in (Received, Ended, NoBuffer, EmptyBuffer, Updated)]
    for number, name in enumerate(["reported", "closed", "told_why"]):
        trial.note(name, all(result[number] for result in results))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
