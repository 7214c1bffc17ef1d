"""A protocol over TLS raises as the end comes, or as writing pauses or goes on: it is reported.

One with a buffer of its own gets all data through it.

id: f101
awaits: a stream
job: none
end_reported: all
end_closes: all
pause_reported: all
resume_reported: all
buffered: all
needs: >=3.11
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


class Quiet(asyncio.Protocol):
    lost = False

    def connection_lost(self, error):
        self.lost = True


class Raises(Quiet):
    def eof_received(self):
        raise ValueError("end")

    def pause_writing(self):
        raise ValueError("pause")

    def resume_writing(self):
        raise ValueError("resume")


class Buffered(asyncio.BufferedProtocol):
    def __init__(self):
        self.buffer, self.size, self.ended = bytearray(1000), 0, False

    def get_buffer(self, hint):
        return self.buffer

    def buffer_updated(self, count):
        self.size += count

    def eof_received(self):
        self.ended = True


async def connected(loop, kind):
    ours, theirs = socket.socketpair()
    (transport, protocol), (other, _) = await asyncio.gather(
        loop.create_connection(kind, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Quiet, theirs, ssl=serving))
    return transport, protocol, other


def reported(trial, word):
    return sum(word in message for message in trial.messages)


async def main(trial):
    loop = asyncio.get_event_loop()
    transport, protocol, other = await connected(loop, Raises)
    other.pause_reading()
    for _ in range(2):
        transport.write(bytes(SIZE))
    trial.note("pause_reported", reported(trial, "pause_writing"))
    other.resume_reading()
    await asyncio.sleep(1)
    trial.note("resume_reported", reported(trial, "resume_writing"))
    other.close()
    await asyncio.sleep(0.1)
    trial.note("end_reported", reported(trial, "eof_received"))
    trial.note("end_closes", protocol.lost)
    transport, protocol, other = await connected(loop, Buffered)
    other.write(bytes(SIZE))
    await asyncio.sleep(0.1)
    other.close()
    await asyncio.sleep(0.1)
    trial.note("buffered", protocol.size == SIZE and protocol.ended)
    transport.abort()
    await asyncio.sleep(0.01)
