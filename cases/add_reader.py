"""A task waits for a future that a callback of loop.add_reader() resolves.

The loop's selector holds the callback, and the callback holds the future.

id: a52
awaits: a socket or a signal
lost: none
source: own
"""
import asyncio
import socket

peers = []


async def job():
    mine, peer = socket.socketpair()
    peers.append(peer)
    loop = asyncio.get_event_loop()
    readable = loop.create_future()
    loop.add_reader(mine, readable.set_result, None)
    try:
        await readable
    finally:
        loop.remove_reader(mine)


def wake():
    for peer in peers:
        peer.sendall(b"hello")
