"""A client task waits in open_connection() while the TCP connection is being made.

The server's queue is full, so the connect stays in progress. The loop holds a writer
callback of the connecting socket, and that holds the future which the task waits for.
The kernel repeats a connect after one real second, so a trial takes that long.

id: a08
awaits: a connection being made
lost: none
guards: bare
source: own
"""
import asyncio
import socket

listener = socket.socket()
queued = []
started = []


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    for _ in range(3):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(listener.getsockname())
        queued.append(client)


async def job(number):
    started.append(number)
    try:
        await asyncio.open_connection(*listener.getsockname())
    finally:
        started.remove(number)


def wake():
    listener.listen(1000)
    for _ in queued + started:
        listener.accept()
