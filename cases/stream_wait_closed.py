"""A client task closes its writer and waits in wait_closed() with data still unsent.

A closing transport stays with the loop until its buffer is sent. It holds the protocol,
and the protocol holds the future that wait_closed() waits for.

id: a04
awaits: a stream
lost: none
needs: >=3.7
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
    writer.close()
    await writer.wait_closed()


async def read_all(reader, writer):
    while await reader.read(1000000):
        pass
    writer.close()


async def wake():
    await asyncio.start_server(read_all, sock=listener)
