"""A job awaits an answer of httpx, through an AsyncClient of its own.

`async with AsyncClient()` in the job, as short programs do it, and without a time limit:
by default httpx has one of 5 seconds, which would end the wait. The peer answers late.

id: l04
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
    global server, url
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    url = 'http://127.0.0.1:%d/' % server.sockets[0].getsockname()[1]


async def job():
    async with httpx.AsyncClient(timeout=None, trust_env=False, verify=False) as client:
        await client.get(url)


def wake():
    for transport in asked:
        transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')
