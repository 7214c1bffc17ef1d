"""A protocol's method, or a server's factory of protocols, raises SystemExit: it leaves run_forever().

The connection stays open, and nothing is reported.

id: f120
awaits: a socket or a signal
job: none
left: all
left_by_factory: all
lost_told: none
reports: none
needs: >=3.7
guards: bare
source: gh-81526 (bpo-37345), docs asyncio.Protocol
"""
import asyncio
import socket


class Base:
    lost = 0

    def connection_lost(self, error):
        self.lost = 1


class Received(Base, asyncio.Protocol):
    def data_received(self, data):
        raise SystemExit(3)


class Ended(Base, asyncio.Protocol):
    def eof_received(self):
        raise SystemExit(3)


class NoBuffer(Base, asyncio.BufferedProtocol):
    def get_buffer(self, hint):
        raise SystemExit(3)


class Updated(Base, asyncio.BufferedProtocol):
    def get_buffer(self, hint):
        return bytearray(10)

    def buffer_updated(self, count):
        raise SystemExit(3)


async def turns():
    for _ in range(50):
        await asyncio.sleep(0)


def leaves(loop):
    task = loop.create_task(turns())
    try:
        loop.run_until_complete(task)
    except SystemExit:
        return True
    finally:
        task.cancel()
    return False


def leaves_by(loop, kind):
    ours, theirs = socket.socketpair()
    transport, protocol = loop.run_until_complete(loop.create_connection(kind, sock=ours))
    theirs.send(b"data")
    theirs.shutdown(socket.SHUT_WR)
    left = leaves(loop)
    lost = protocol.lost
    transport.abort()
    loop.run_until_complete(asyncio.sleep(0.01))
    theirs.close()
    return left, lost


def factory():
    raise SystemExit(3)


def leaves_by_factory(loop):
    server = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", 0))
    with socket.socket() as client:
        client.connect(server.sockets[0].getsockname())
        left = leaves(loop)
        server.close()
        loop.run_until_complete(asyncio.sleep(0.01))
    return left


def program(trial):
    loop = trial.loop()
    results = [leaves_by(loop, kind) for kind in (Received, Ended, NoBuffer, Updated)]
    trial.note("left", all(left for left, _ in results))
    trial.note("lost_told", sum(lost for _, lost in results))
    trial.note("reports", len(trial.messages))
    trial.note("left_by_factory", leaves_by_factory(loop))
    loop.close()
