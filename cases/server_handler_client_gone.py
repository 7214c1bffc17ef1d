"""A handler of start_server() waits for an event known weakly; its client is gone.

The protocol keeps the handler's task from 3.10.7 on, but the end of the connection
releases the protocol. The handler's work after the client has left is lost.

id: a11
awaits: an event, in a server's handler
lost: all
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
    await asyncio.sleep(0.05)
    for client in clients:
        client.close()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
