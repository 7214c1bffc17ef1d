"""A large heap: to look through it at each loop step takes longer than the deadline.

id: z1
lost: none
"""
import asyncio

heap = []


async def job():
    await asyncio.sleep(0.001)


async def main(trial):
    heap.extend([] for _ in range(300000))
    trial.spawn(job())
    for _ in range(300):
        await asyncio.sleep(0)
