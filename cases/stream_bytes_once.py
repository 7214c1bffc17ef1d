"""A job reads a stream in each of the ways there are: each byte comes once, whatever has come by then.

id: g43
awaits: a stream
job: none
in_one: all
in_pieces: all
byte_by_byte: all
guards: bare
source: docs asyncio.StreamReader
"""
import asyncio

DATA = b"one\ntwo\n\nfour;five\nsix"


async def job(reader):
    return [await reader.readline(), await reader.readexactly(4), await reader.read(1),
            await reader.readuntil(b";"), await reader.readexactly(2), await reader.readline(),
            await reader.readexactly(3), await reader.read(5), await reader.readline()]


EXPECTED = [b"one\n", b"two\n", b"\n", b"four;", b"fi", b"ve\n", b"six", b"", b""]


async def read(feeds):
    reader = asyncio.StreamReader()
    task = asyncio.ensure_future(job(reader))
    for feed in feeds:
        reader.feed_data(feed)
        await asyncio.sleep(0.01)
    reader.feed_eof()
    await asyncio.wait([task], timeout=5)
    done = task.done() and not task.exception() and task.result() == EXPECTED
    task.cancel()
    return done


async def main(trial):
    trial.note("in_one", await read([DATA]))
    trial.note("in_pieces", await read([b"one\n", b"two\n", b"\n", b"four;", b"fi", b"ve\n", b"six"]))
    trial.note("byte_by_byte", await read([bytes([each]) for each in DATA]))
