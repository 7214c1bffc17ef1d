"""A job awaits a message from a connection of websockets.

The connection is the job's own. It is the transport's protocol, and holds the future that the
job awaits. The server, of the same library, sends late.

id: l11
awaits: a stream
library: websockets
lost: none
source: own
"""
import asyncio

import websockets

peers = []


async def serve(peer):
    peers.append(peer)
    await peer.wait_closed()


async def setup():
    global server, uri
    server = await websockets.serve(serve, '127.0.0.1', 0)
    uri = 'ws://127.0.0.1:%d' % server.sockets[0].getsockname()[1]


async def job():
    async with websockets.connect(uri) as connection:
        await connection.recv()


async def wake():
    for peer in peers:
        await peer.send('news')
