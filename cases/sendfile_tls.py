"""A file is sent over TLS: all of it arrives, in order, and the transport goes on as it was.

A peer that goes is told of, and leaves nothing.

id: f100
awaits: a stream
job: none
arrived: all
reads_again: all
peer_gone_told: >=3.11
refused: all
needs: >=3.7
guards: bare
source: docs loop.sendfile
"""
import asyncio
import os
import socket
import ssl
import tempfile

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))
SIZE = 1 << 22


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.data = bytearray()

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data


async def connected(loop):
    ours, theirs = socket.socketpair()
    made = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    return [protocol for _, protocol in made]


async def arrives(trial, loop, file):
    client, served = await connected(loop)
    client.transport.write(b"before")
    file.seek(0)
    sending = asyncio.ensure_future(loop.sendfile(client.transport, file))
    await asyncio.wait([sending], timeout=5)
    client.transport.write(b"after")
    served.transport.write(b"answer")
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if len(served.data) >= SIZE + 11:
            break
    trial.note("arrived", sending.done() and sending.result() == SIZE and
               served.data == b"before" + b"x" * SIZE + b"after")
    trial.note("reads_again", client.data == b"answer")
    for each in client, served:
        each.transport.abort()
    await asyncio.sleep(0.01)
    try:
        await loop.sendfile(client.transport, file)
    except RuntimeError:
        trial.note("refused", 1)


async def peer_goes(loop, file):
    client, served = await connected(loop)
    served.transport.pause_reading()
    file.seek(0)
    sending = asyncio.ensure_future(loop.sendfile(client.transport, file))
    await asyncio.sleep(0.1)
    served.transport.abort()
    await asyncio.wait([sending], timeout=5)
    told = sending.done() and isinstance(sending.exception(), OSError)
    sending.cancel()
    client.transport.abort()
    await asyncio.sleep(0.01)
    return told


async def main(trial):
    loop = asyncio.get_event_loop()
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * SIZE)
        await arrives(trial, loop, file)
        trial.note("peer_gone_told", await peer_goes(loop, file))
