"""The protocol factory of create_datagram_endpoint() raises: the socket is left open.

id: c25
awaits: a connection being made
lost: none
unclosed: all
guards: bare
source: gh-156400
"""
import asyncio
import gc
import warnings


async def job():
    try:
        await asyncio.get_event_loop().create_datagram_endpoint(
            lambda: 1 / 0, local_addr=("127.0.0.1", 0))
    except ZeroDivisionError:
        pass


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(trial.jobs):
            trial.spawn(job())
        await trial.drain()
        gc.collect()
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
