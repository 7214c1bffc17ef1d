"""A file is sent over TLS while writing is paused: it waits until the peer reads, and the protocol is told to go on.

id: f131
awaits: a stream
lost: none
held_back: all
arrived: all
resumed: all
protocol_back: all
needs: >=3.11
guards: bare
source: docs loop.sendfile
"""
import asyncio
import io
import os
import socket
import ssl

SIZE = 1 << 20
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))
ended = []


async def job(sending):
    ended.append(await sending)


class Protocol(asyncio.Protocol):
    size, calls = 0, ()

    def data_received(self, data):
        self.size += len(data)

    def pause_writing(self):
        self.calls += "pause",

    def resume_writing(self):
        self.calls += "resume",


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = socket.socketpair()
    (transport, protocol), (other, receiver) = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    other.pause_reading()
    for _ in range(2):
        transport.write(bytes(SIZE))
    file = io.BytesIO(bytes(SIZE))
    trial.spawn(job(loop.sendfile(transport, file)))
    await asyncio.sleep(1)
    trial.note("held_back", protocol.calls == ("pause",) and file.tell() < SIZE)
    other.resume_reading()
    await trial.drain()
    trial.note("arrived", ended == [SIZE] and receiver.size == 3 * SIZE)
    trial.note("resumed", protocol.calls == ("pause", "resume"))
    trial.note("protocol_back", transport.get_protocol() is protocol)
    for each in transport, other:
        each.abort()
    await asyncio.sleep(0.1)
