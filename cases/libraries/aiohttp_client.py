"""A job awaits an answer of aiohttp, through a ClientSession of its own.

`async with ClientSession()` in the job, as short programs do it. The transport's protocol holds
the future that the job awaits, and so does the timer of the default time limit. The peer
answers late.

id: l01
awaits: an answer of a server
library: aiohttp
lost: none
source: own
"""
import asyncio

import aiohttp

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
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            await response.text()


def wake():
    for transport in asked:
        transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')
