"""A task reads from open_unix_connection(), and the other end writes later.

As with TCP: from 3.8 on the protocol of a client stream knows its StreamReader only
weakly, so nothing holds the reader, its future and the task but each other.

id: a05
awaits: a stream
lost: >=3.8
source: gh-78819
"""
import asyncio
import contextlib
import socket

peers = []


async def job():
    mine, peer = socket.socketpair()
    peers.append(peer)
    reader, writer = await asyncio.open_unix_connection(sock=mine)
    assert await reader.readexactly(5) == b"hello"


def wake():
    for peer in peers:
        with contextlib.suppress(BrokenPipeError):
            peer.sendall(b"hello")
