"""A job awaits an answer of httpx, through the program's one AsyncClient.

A global client without a time limit (by default httpx has one of 5 seconds). The peer
answers late.

id: l05
awaits: an answer of a server
library: httpx
lost: none
source: own
"""
import asyncio

import httpx

asked = []


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        asked.append(self.transport)


async def setup():
    global server, url, client
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    url = 'http://127.0.0.1:%d/' % server.sockets[0].getsockname()[1]
    client = httpx.AsyncClient(timeout=None, trust_env=False, verify=False)


async def job():
    await client.get(url)


def wake():
    for transport in asked:
        transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')


async def finish():
    await client.aclose()
