"""A handler of start_server() raises while its client stays connected.

With gh-90467 fixed (3.10.7) the protocol keeps the failed task, and its exception is
silent until the connection ends. From 3.11.7 and 3.12.1 on the exception is reported
and the connection closed at once.

id: d06
awaits: nothing more
lost: none
failed: all
leaked: 3.10.7..3.11.6, 3.12.0
silent: 3.10.7..3.11.6, 3.12.0
reported_while_open: <3.10.7, 3.11.7..3.11, >=3.12.1
closed_by_server: 3.11.7..3.11, >=3.12.1
guards: bare
source: gh-110894, gh-111601
"""
import asyncio
import select
import socket

clients = []


async def job(reader, writer):
    raise ValueError("the account does not exist")


async def main(trial):
    server = await asyncio.start_server(job, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        clients.append(socket.create_connection(server.sockets[0].getsockname()))
    await asyncio.sleep(0.1)
    await trial.wait()
    at_end, _, _ = select.select(clients, [], [], 0)
    trial.note("closed_by_server", len(at_end))
    trial.note("reported_while_open", len(trial.messages))
