"""A task waits in loop.sock_recv().

The loop's selector holds a reader callback of the socket, and the callback holds the
future that the task waits for. A cancelled job's socket closes with its frame, and the
waker fails; the pure-Python task's frame stays in a cycle until the next collection.

id: a21
awaits: a socket or a signal
lost: none
cancel.failed_programs: >=3.8, -pypy, -pytask
cancel.left_files: pypy
source: own
"""
import asyncio
import socket

peers = []


async def job():
    mine, peer = socket.socketpair()
    mine.setblocking(False)
    peers.append(peer)
    assert await asyncio.get_event_loop().sock_recv(mine, 100) == b"hello"


def wake():
    for peer in peers:
        peer.sendall(b"hello")
