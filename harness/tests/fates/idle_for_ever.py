"""The main task waits for something that can never come.

id: idle
"""
import asyncio


async def job():
    pass


async def main(trial):
    await asyncio.get_event_loop().create_future()
