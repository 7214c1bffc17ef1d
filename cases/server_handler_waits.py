"""A handler of start_server() waits for an event known weakly; its client stays.

Before 3.10.7 nothing held a handler's task but what it waited for. The fix keeps the
task in the protocol of the connection, as long as the connection is open, and up to
3.12 long after the task is done.

id: a10
awaits: an event, in a server's handler
lost: <3.10.7
leaked: 3.10.7..3.12
guards: bare, loop-strong
source: gh-90467
"""
import asyncio
import socket
import weakref

events = weakref.WeakSet()
clients = []


async def job(reader, writer):
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    server = await asyncio.start_server(job, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        clients.append(socket.create_connection(server.sockets[0].getsockname()))
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
