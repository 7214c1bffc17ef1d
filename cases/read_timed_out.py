"""A read is given up after a timeout: the next one reads what comes then.

A reader that still held the waiter of the first would refuse the second.

id: f38
awaits: a stream
lost: none
refused: none
got: all
guards: bare
source: own
"""
import asyncio


async def job(reader, trial):
    try:
        await asyncio.wait_for(reader.readline(), 0.01)
    except asyncio.TimeoutError:
        pass
    try:
        trial.note("got", await reader.readline() == b"line\n")
    except RuntimeError:
        trial.note("refused", 1)


async def main(trial):
    reader = asyncio.StreamReader()
    trial.note("refused", 0)
    task = asyncio.ensure_future(job(reader, trial))
    await trial.wait()
    reader.feed_data(b"line\n")
    await asyncio.wait([task])
