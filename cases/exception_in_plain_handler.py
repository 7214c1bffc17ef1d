"""A plain function as the handler of start_server() raises.

The error is reported on every version. From 3.14 on the connection is closed as well;
before, the client waits for an answer that will not come.

id: d07
awaits: nothing more
job: none
reported: all
closed_by_server: >=3.14
guards: bare
source: gh-155941
"""
import asyncio
import select
import socket

clients = []


def handle(reader, writer):
    raise ValueError("the account does not exist")


async def main(trial):
    trial.collect_as_shipped()
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        clients.append(socket.create_connection(server.sockets[0].getsockname()))
    await asyncio.sleep(0.1)
    at_end, _, _ = select.select(clients, [], [], 0)
    trial.note("closed_by_server", len(at_end))
    trial.note("reported", len(trial.messages))
