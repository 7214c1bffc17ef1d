"""Each job waits for the answer of a server that the trial has not started.

id: outside1
lost: none
source: own
"""
import asyncio
import os

kept = []


async def connect():
    place = os.environ['TASKLOSS_TEST_SERVER']
    if place.startswith('/'):
        return await asyncio.open_unix_connection(place)
    return await asyncio.open_connection('127.0.0.1', int(place))


async def job(reader):
    assert await reader.read(1) == b'x'


async def main(trial):
    kept.extend([await connect() for _ in range(trial.jobs)])
    for reader, _ in kept:
        trial.spawn(job(reader))
