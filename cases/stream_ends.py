"""The peer ends its side of a connection: each way to read says so, and writing goes on.

id: f43
awaits: a stream
job: none
hang: none
told: all
at_eof: all
answered: all
guards: bare
source: docs asyncio.StreamReader
"""
import asyncio
import socket

async def lines(reader):
    return [line async for line in reader][-1]


WAYS = {
    "lines": (lines, b"part"),
    "read": (lambda reader: reader.read(), b"part"),
    "readline": (lambda reader: reader.readline(), b"part"),
    "readexactly": (lambda reader: reader.readexactly(10), b"part"),
    "readuntil": (lambda reader: reader.readuntil(b"\n"), b"part"),
}


async def read(reader, way):
    try:
        return await WAYS[way][0](reader)
    except asyncio.IncompleteReadError as error:
        return error.partial


async def receive(trial, way):
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    theirs.send(b"part")
    reading = asyncio.ensure_future(read(reader, way))
    await asyncio.sleep(0.01)
    theirs.shutdown(socket.SHUT_WR)
    await asyncio.wait([reading], timeout=5)
    trial.note("hang", not reading.done())
    reading.cancel()
    await asyncio.wait([reading])
    writer.write(b"answer")
    writer.close()
    await asyncio.sleep(0.01)
    theirs.setblocking(False)
    result = b"" if reading.cancelled() or reading.exception() else reading.result()
    return result == WAYS[way][1], reader.at_eof(), theirs.recv(100) == b"answer"


async def main(trial):
    results = [await receive(trial, way) for way in sorted(WAYS)]
    trial.note("told", all(told for told, _, _ in results))
    trial.note("at_eof", all(at_eof for _, at_eof, _ in results))
    trial.note("answered", all(answered for _, _, answered in results))
