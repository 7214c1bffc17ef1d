"""A client task reads from open_connection(), and the writer is kept in a list.

A StreamWriter refers to its StreamReader, which refers to the waiting future and so to
the task. Keeping the writer is enough to keep the task.

id: a02
awaits: a stream
lost: none
source: own
"""
import asyncio
import socket

listener = socket.socket()
writers = []


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    writers.append(writer)
    assert await reader.readline() == b"hello\n"


async def answer(reader, writer):
    writer.write(b"hello\n")
    writer.close()


async def wake():
    await asyncio.start_server(answer, sock=listener)
