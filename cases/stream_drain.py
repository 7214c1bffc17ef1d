"""A client task waits in writer.drain() until the server reads.

The transport has data to send, so the loop holds it as a writer of the socket. The
transport holds the protocol, and the protocol the future that drain() waits for.

id: a03
awaits: a stream
lost: none
source: own
"""
import asyncio
import socket

listener = socket.socket()


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    _, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"x" * 10000000)
    await writer.drain()


async def read_all(reader, writer):
    while await reader.read(1000000):
        pass
    writer.close()


async def wake():
    await asyncio.start_server(read_all, sock=listener)
