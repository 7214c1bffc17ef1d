"""A job awaits BLPOP through the program's one client of redis-py.

A global client, without a time limit: its pool holds the connection, and that the StreamReader
that the job awaits. The peer, a few messages of the protocol, answers late.

id: l10
awaits: an answer of a server
library: redis
lost: none
source: own
"""
import asyncio

import redis.asyncio

asked = []


class Peer(asyncio.Protocol):
    """As much of Redis as a connection and BLPOP need."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        if b'HELLO' in data:
            self.transport.write(b'%1\r\n+proto\r\n:3\r\n')
        self.transport.write(b'+OK\r\n' * data.count(b'$6\r\nCLIENT\r\n'))
        if b'BLPOP' in data:
            asked.append(self.transport)


async def setup():
    global server, client
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    client = redis.asyncio.Redis(host='127.0.0.1', port=port, socket_timeout=None)


async def job():
    await client.blpop('news')


def wake():
    for transport in asked:
        transport.write(b'*2\r\n$4\r\nnews\r\n$1\r\n1\r\n')
