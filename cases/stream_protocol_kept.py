"""A client task reads from a StreamReader whose protocol the program keeps.

Made without a client_connected_cb, a StreamReaderProtocol knows its reader only weakly
from 3.8 on. To keep the protocol is therefore not to keep the reader or the task.

id: a66
awaits: a stream
lost: >=3.8
source: own
"""
import asyncio
import socket

listener = socket.socket()
protocols = []


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    protocols.append(protocol)
    loop = asyncio.get_event_loop()
    await loop.create_connection(lambda: protocol, *listener.getsockname())
    assert await reader.read(100) == b"hello"


async def answer(reader, writer):
    writer.write(b"hello")
    writer.close()


async def wake():
    await asyncio.start_server(answer, sock=listener)
