"""A loop in plain Python that waits for nothing, ticked by another: each tick is a step.

id: steps8
lost: all
"""
import asyncio

import _plain_loop
import _waiting


def program(trial):
    loop = _plain_loop.Loop(lambda pause: None)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    task = loop.create_task(_waiting.work(trial))
    while not task.done():
        loop.now += 0.005
        loop.call_soon(loop.stop)
        loop.run_forever()
