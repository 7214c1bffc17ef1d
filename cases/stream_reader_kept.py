"""A client task reads from open_connection(), and the reader is kept in a list.

The StreamReader refers to the future that the task waits for. Keeping the reader is
enough to keep the task.

id: e22
awaits: a stream
lost: none
source: own
"""
import asyncio
import socket

listener = socket.socket()
readers = []


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    readers.append(reader)
    assert await reader.read(100) == b"hello"


async def answer(reader, writer):
    writer.write(b"hello")
    writer.close()


async def wake():
    await asyncio.start_server(answer, sock=listener)
