"""A client task waits in open_connection(happy_eyeballs_delay=...) for a slow server.

The attempts run in tasks of their own. The one in progress is held by the loop's writer
callback of its socket, and it leads to the task that waits for the first success. The
kernel repeats a connect after one real second, so a trial takes that long.

id: a71
awaits: a connection being made
lost: none
needs: >=3.8, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
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
        await asyncio.open_connection(*listener.getsockname(), happy_eyeballs_delay=0.01)
    finally:
        started.remove(number)


def wake():
    listener.listen(1000)
    for _ in queued + started:
        listener.accept()
