"""A client task reads from open_connection(), and the server answers later.

The loop holds the socket's transport and its protocol, but from 3.8 on the protocol of
a client stream knows its StreamReader only weakly. Reader, future and task hold each
other and nobody else holds them, so they go, and the answer meets no reader.

id: a01
awaits: a stream
lost: >=3.8
cancel.stalled: none
cancel.uncancelled: none
cancel.left_readers: none
source: gh-78819 (bpo-34638), gh-91887
"""
import asyncio
import socket

listener = socket.socket()


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    assert await reader.read(100) == b"hello"


async def answer(reader, writer):
    writer.write(b"hello")
    writer.close()


async def wake():
    await asyncio.start_server(answer, sock=listener)
