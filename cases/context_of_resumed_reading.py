"""A task resumes a transport's reading: later callbacks run in that task's context.

Up to 3.14 the context variables of whoever resumed last are seen by all that the
connection's protocol does from then on.

id: d38
awaits: a stream
lost: none
leaked_context: <3.15
needs: >=3.7
guards: bare
source: gh-140947
"""
import asyncio
import contextvars
import socket

variable = contextvars.ContextVar("variable", default=0)
seen = []
transports = []


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        transport.pause_reading()
        transports.append(transport)

    def data_received(self, data):
        seen.append(variable.get())


async def job(transport):
    variable.set(1)
    transport.resume_reading()


async def main(trial):
    server = await asyncio.get_event_loop().create_server(Peer, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname())
    while not transports:
        await asyncio.sleep(0.01)
    trial.spawn(job(transports[0]))
    await trial.wait()
    client.sendall(b"hello")
    for _ in range(100):
        await asyncio.sleep(0.01)
    trial.note("leaked_context", sum(seen))
    await trial.drain()
