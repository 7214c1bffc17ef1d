"""A loop in plain Python, that sleeps.

id: steps5
lost: all
"""
import asyncio
import time

import _plain_loop
import _waiting


def program(trial):
    loop = _plain_loop.Loop(time.sleep)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    loop.run_until_complete(_waiting.work(trial))
