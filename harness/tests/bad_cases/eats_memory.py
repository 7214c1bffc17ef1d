"""A job keeps allocating.

id: z10
lost: none
source: own
"""
import asyncio

eaten = []


async def job():
    while True:
        eaten.append(bytearray(1 << 24))
        await asyncio.sleep(0)
