"""An object starts its producer and its consumer, and drops out of the registry meanwhile.

The object holds its tasks, and the frame of each task holds the object: an island. The
producer waits, in its own finally, for a queue of the island that nobody reads any more.

id: a73
awaits: a queue
lost: none
orphaned: all
needs: -pypy
guards: bare
source: a2aproject/a2a-python#1123
"""
import asyncio

active = {}


class Active:
    def __init__(self, number):
        self.number = number
        self.queue = asyncio.Queue(1)
        self.consumer = asyncio.ensure_future(self.consume())
        self.producer = asyncio.ensure_future(self.job())

    async def job(self):
        try:
            await self.queue.put("answer")
        finally:
            await self.queue.put("end")

    async def consume(self):
        await asyncio.sleep(0)
        active.pop(self.number)


async def main(trial):
    for number in range(trial.jobs):
        active[number] = Active(number)
    await trial.wait()
    await trial.drain()
