"""A handler of start_server() reads what its client sends later.

The loop holds the connection's transport and protocol. A protocol made with a
client_connected_cb keeps its StreamReader strongly, and from there the chain leads to
the handler's task. From 3.10.7 to 3.12 it also keeps the task when it is done, until
the connection ends.

id: a09
awaits: a stream
lost: none
leaked: 3.10.7..3.12
guards: bare, loop-strong
source: gh-90467 (bpo-46309)
"""
import asyncio
import socket

clients = []


async def job(reader, writer):
    assert await reader.read(100) == b"hello"


async def main(trial):
    server = await asyncio.start_server(job, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        clients.append(socket.create_connection(server.sockets[0].getsockname()))
    await trial.wait()
    for client in clients:
        client.sendall(b"hello")
    await trial.drain()
