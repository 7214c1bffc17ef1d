"""A job awaits the answer to a query of psycopg's AsyncConnection.

The connection is the job's own. The peer, a few messages of the protocol, answers late.

id: l08
awaits: an answer of a server
library: psycopg
lost: none
source: own
"""
import asyncio

import psycopg

asked = []


class Peer(asyncio.Protocol):
    """As much of PostgreSQL as a connection and one simple query need."""

    def connection_made(self, transport):
        self.transport = transport
        self.greeted = False

    def data_received(self, data):
        if not self.greeted:
            self.greeted = True
            version = message(b'S', b'server_version\0' b'15.0\0')
            encoding = message(b'S', b'client_encoding\0' b'UTF8\0')
            key = message(b'K', bytes(8))
            self.transport.write(message(b'R', bytes(4)) + version + encoding + key + ready)
        elif data[:1] == b'Q':
            asked.append(self.transport)
        elif data[:1] == b'X':
            self.transport.close()


def message(kind, body):
    return kind + (len(body) + 4).to_bytes(4, 'big') + body


ready = message(b'Z', b'I')


async def setup():
    global server, port
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]


async def job():
    where = 'host=127.0.0.1 port=%d user=me dbname=db sslmode=disable gssencmode=disable' % port
    async with await psycopg.AsyncConnection.connect(where, autocommit=True) as connection:
        await connection.execute('LISTEN news')


def wake():
    for transport in asked:
        transport.write(message(b'C', b'LISTEN\0') + ready)
