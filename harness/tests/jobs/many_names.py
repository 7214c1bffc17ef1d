"""Tasks of more names than a line can hold.

id: jobs15
lost: none
"""
import asyncio


async def work():
    await asyncio.sleep(0.01)


async def main(trial):
    for number in range(30):
        work.__qualname__ = 'task_%d' % number
        for _ in range(30 - number):
            asyncio.ensure_future(work())
    await trial.wait()
