"""A read is given up after a timeout: the next one reads what comes then.

A reader that still has the waiter of the first refuses the second: so on 3.6, where wait_for()
does not wait for what it has cancelled.

id: f38
awaits: a stream
lost: none
refused: <3.7
got: >=3.7
guards: bare
source: bpo-32751, own
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
    trial.note("got", 0)
    task = asyncio.ensure_future(job(reader, trial))
    await trial.wait()
    reader.feed_data(b"line\n")
    await asyncio.wait([task])
