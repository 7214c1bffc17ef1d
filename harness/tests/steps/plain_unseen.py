"""A loop in plain Python that waits for nothing, and nobody tells its steps.

id: steps7
lost: none
"""
import asyncio

import _plain_loop
import _waiting


def program(trial):
    loop = _plain_loop.Loop(lambda pause: None)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    loop.run_until_complete(_waiting.work(trial))
