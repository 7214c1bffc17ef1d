"""A TLS connection is closed, aborted, reset, or a protocol of it raises: both sides are told, once.

id: f83
awaits: a stream
job: none
close_told: all
flushed: all
abort_told: all
reset_told: all
error_told: all
reported: all
timers_left: none
readers_left: none
open_left: none
needs: >=3.11
guards: bare
source: docs asyncio.Transport, own
"""
import asyncio
import os
import socket
import ssl
import struct

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


class Protocol(asyncio.Protocol):
    fails = False

    def __init__(self):
        self.lost, self.data = [], b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.data += data
        if self.fails:
            raise ValueError("data")

    def connection_lost(self, error):
        self.lost.append(error)


async def connected(loop):
    served = []

    def serve():
        served.append(Protocol())
        return served[0]

    server = await loop.create_server(serve, "127.0.0.1", 0, ssl=serving)
    _, client = await loop.create_connection(
        Protocol, *server.sockets[0].getsockname(), ssl=trusting, server_hostname="localhost")
    await asyncio.sleep(0.01)
    server.close()
    return client, served[0]


async def ends(loop, how):
    client, served = await connected(loop)
    how(client, served)
    await asyncio.sleep(0.1)
    lost = client.lost, served.lost
    for each in client, served:
        each.transport.abort()
    await asyncio.sleep(0.01)
    return lost, served.data


def close(client, served):
    client.transport.write(b"last words")
    client.transport.close()
    client.transport.write(b"too late")


def reset(client, served):
    raw = client.transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.transport.abort()


def fail(client, served):
    served.fails = True
    client.transport.write(b"data")


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    lost, data = await ends(loop, close)
    trial.note("close_told", lost == ([None], [None]))
    trial.note("flushed", data == b"last words")
    lost, _ = await ends(loop, lambda client, served: client.transport.abort())
    trial.note("abort_told", lost[0] == [None] and len(lost[1]) == 1)
    lost, _ = await ends(loop, reset)
    trial.note("reset_told", lost[0] == [None] and len(lost[1]) == 1 and
               isinstance(lost[1][0], ConnectionResetError))
    before = len(trial.messages)
    lost, _ = await ends(loop, fail)
    trial.note("error_told", len(lost[0]) == 1 and len(lost[1]) == 1 and isinstance(lost[1][0], ValueError))
    trial.note("reported", len(trial.messages) - before == 1)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
