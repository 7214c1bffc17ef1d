"""A fact that is random in a Python whose hash seed nobody fixed.

id: f02
lost: none
source: own
"""
import asyncio


async def job():
    await asyncio.sleep(1)


async def main(trial):
    trial.note("hash_of_a_text", hash("a text") & 0xffffffff)
    trial.spawn(job())
