"""A peer sends more than a reader may hold: reading pauses, and goes on as the job reads.

id: f42
awaits: a stream
job: none
sender_waits: all
arrived: all
guards: bare
source: docs asyncio.StreamReader, own
"""
import asyncio
import socket

LINE = b"x" * 999 + b"\n"
LINES = 2000
WAYS = {
    "read": lambda reader: reader.read(5000),
    "readexactly": lambda reader: reader.readexactly(1000),
    "readline": lambda reader: reader.readline(),
    "readuntil": lambda reader: reader.readuntil(b"\n"),
}


async def read(reader, way):
    total = 0
    while total < len(LINE) * LINES:
        total += len(await WAYS[way](reader))
    return total


async def receive(way):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=ours, limit=2000)
    loop = asyncio.get_event_loop()
    sending = asyncio.ensure_future(loop.sock_sendall(theirs, LINE * LINES))
    await asyncio.sleep(1)
    waits = not sending.done()
    reading = asyncio.ensure_future(read(reader, way))
    await asyncio.wait([sending, reading], timeout=5)
    arrived = reading.done() and reading.result() == len(LINE) * LINES
    reading.cancel()
    sending.cancel()
    await asyncio.sleep(0.01)
    writer.close()
    theirs.close()
    return waits, arrived


async def main(trial):
    results = [await receive(way) for way in sorted(WAYS)]
    trial.note("sender_waits", all(waits for waits, _ in results))
    trial.note("arrived", all(arrived for _, arrived in results))
