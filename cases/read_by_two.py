"""Two jobs read from one stream at once: the second is refused, the first gets the data.

id: f49
awaits: a stream
job: none
refused: all
got: all
guards: bare
source: docs asyncio.StreamReader, own
"""
import asyncio


async def main(trial):
    reader = asyncio.StreamReader()
    first, second = [asyncio.ensure_future(reader.readline()) for _ in range(2)]
    await asyncio.sleep(0.01)
    trial.note("refused", second.done() and isinstance(second.exception(), RuntimeError))
    reader.feed_data(b"line\n")
    await asyncio.wait([first], timeout=5)
    trial.note("got", first.done() and not first.exception() and first.result() == b"line\n")
    first.cancel()
    second.cancel()
    await asyncio.wait([first, second])
