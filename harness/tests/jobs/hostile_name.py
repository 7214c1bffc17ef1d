"""A job whose name would break lines, terminals and lists.

id: jobs8
lost: all
"""
import asyncio

import _service


async def work():
    await _service.wait()


work.__qualname__ = 'a, b\n\x1b[31mc\u202e\udc80é\\"<b>'


async def main(trial):
    for _ in range(trial.jobs):
        asyncio.ensure_future(work())
    await trial.wait()
    _service.wake()
    await trial.drain()
