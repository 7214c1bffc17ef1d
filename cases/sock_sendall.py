"""A task waits in loop.sock_sendall() on a socket whose buffer is full.

The loop's selector holds a writer callback of the socket, and the callback holds the
future that the task waits for.

id: a22
awaits: a socket or a signal
lost: none
source: own
"""
import asyncio
import socket

peers = []


async def job():
    mine, peer = socket.socketpair()
    mine.setblocking(False)
    peer.setblocking(False)
    peers.append(peer)
    with mine:
        await asyncio.get_event_loop().sock_sendall(mine, b"x" * 1000000)


async def wake():
    loop = asyncio.get_event_loop()
    for peer in peers:
        while await loop.sock_recv(peer, 1000000):
            pass
