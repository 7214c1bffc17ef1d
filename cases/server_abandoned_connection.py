"""A handler of start_server() returns without closing its writer.

Does the client see an end of file? Up to 3.12 the protocol keeps the writer, and the
connection stays open until the client gives up. From 3.13 on the abandoned writer goes,
and closes its transport.

id: c16
awaits: nothing more
lost: none
leaked: 3.10.7..3.12
connections_open: <3.13
guards: bare
source: gh-114914
"""
import asyncio
import select
import socket

clients = []


async def job(reader, writer):
    pass


async def main(trial):
    server = await asyncio.start_server(job, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        clients.append(socket.create_connection(server.sockets[0].getsockname()))
    await asyncio.sleep(0.1)
    await trial.wait()
    at_end, _, _ = select.select(clients, [], [], 0)
    trial.note("connections_open", len(clients) - len(at_end))
