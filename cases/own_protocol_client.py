"""A client task waits for a future that its own Protocol holds.

The loop holds the transport, the transport the protocol, the protocol the future, and
the future the task. The same exchange with open_connection() is lost from 3.8 on.

id: a59
awaits: a future
lost: none
cancel.more_reports: all
source: own
"""
import asyncio
import socket

listener = socket.socket()


class Client(asyncio.Protocol):
    def __init__(self):
        self.answered = asyncio.get_event_loop().create_future()

    def data_received(self, data):
        self.answered.set_result(data)


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    loop = asyncio.get_event_loop()
    _, client = await loop.create_connection(Client, *listener.getsockname())
    assert await client.answered == b"hello"


async def answer(reader, writer):
    writer.write(b"hello")
    writer.close()


async def wake():
    await asyncio.start_server(answer, sock=listener)
