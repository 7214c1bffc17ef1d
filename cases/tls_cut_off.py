"""A TLS peer ends the connection without a farewell: what it had sent is given, then the end is told.

Not while reading is paused, but as it goes on; and without delay where the farewell is awaited.

id: f111
awaits: a stream
job: none
given: all
waits_for_reading: all
given_later: all
ends_at_once: all
flushed: all
timers_left: none
readers_left: none
needs: >=3.7
guards: bare
source: docs asyncio.Protocol, own
"""
import asyncio
import os
import socket
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))
SIZE = 1 << 20


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls, self.size = [], 0

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.size += len(data)

    def eof_received(self):
        self.calls.append("end")

    def connection_lost(self, error):
        self.calls.append(error)


async def connected(loop):
    ours, theirs = socket.socketpair()
    made = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    await asyncio.sleep(0.01)
    return [protocol for _, protocol in made]


def cut_off(peer):
    peer.transport.get_extra_info("socket").shutdown(socket.SHUT_WR)


async def until(reached):
    for _ in range(1000):
        if reached():
            return True
        await asyncio.sleep(0.01)
    return False


async def ends(protocol, size):
    await asyncio.sleep(0.1)
    return protocol.size == size and protocol.calls == ["end", None]


async def abort(*peers):
    for each in peers:
        each.transport.abort()
    await asyncio.sleep(0.01)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    client, served = await connected(loop)
    served.transport.write(b"last words")
    cut_off(served)
    trial.note("given", await ends(client, 10))
    await abort(client, served)

    client, served = await connected(loop)
    client.transport.pause_reading()
    served.transport.write(b"last words")
    cut_off(served)
    await asyncio.sleep(0.1)
    trial.note("waits_for_reading", not client.calls and client.size == 0)
    client.transport.resume_reading()
    trial.note("given_later", await ends(client, 10))
    await abort(client, served)

    client, served = await connected(loop)
    served.transport.pause_reading()
    client.transport.write(bytes(SIZE))
    client.transport.close()
    await asyncio.sleep(0.1)
    cut_off(served)
    await asyncio.sleep(0.1)
    trial.note("ends_at_once", len(client.calls) >= 1)
    served.transport.resume_reading()
    trial.note("flushed", await until(lambda: served.size == SIZE))
    await abort(client, served)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
