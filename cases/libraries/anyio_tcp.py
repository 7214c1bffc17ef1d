"""A job receives from connect_tcp() of anyio, and the peer answers late.

The loop holds the transport, that anyio's protocol, and that the event that the job awaits.

id: l15
awaits: a stream
library: anyio
lost: none
source: own
"""
import asyncio

import anyio

peers = []


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        peers.append(transport)


async def setup():
    global server, port
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]


async def job():
    async with await anyio.connect_tcp('127.0.0.1', port) as stream:
        await stream.receive()


def wake():
    for transport in peers:
        transport.write(b'news')
