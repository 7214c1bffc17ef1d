"""A job awaits an answer of aiohttp, through the program's one ClientSession.

A global session that lives as long as the program, as aiohttp's documentation advises.
The peer answers late.

id: l02
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
    global server, url, session
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    url = 'http://127.0.0.1:%d/' % server.sockets[0].getsockname()[1]
    session = aiohttp.ClientSession()


async def job():
    async with session.get(url) as response:
        await response.text()


def wake():
    for transport in asked:
        transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone')


async def finish():
    await session.close()
