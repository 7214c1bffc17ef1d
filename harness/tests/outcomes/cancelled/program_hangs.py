"""A program that waits for a word of its job waits for ever.

id: word
lost: none
cancel.hung_programs: all
"""
import asyncio


async def job(event):
    await asyncio.sleep(0.05)
    event.set()


async def main(trial):
    event = asyncio.Event()
    trial.spawn(job(event))
    await event.wait()
