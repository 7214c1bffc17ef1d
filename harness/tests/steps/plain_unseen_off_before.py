"""A loop whose steps nobody sees, after another in which the collector was off for a moment.

id: steps_off1
lost: none
"""
import asyncio
import gc

import _plain_loop
import _waiting


def program(trial):
    gc.disable()
    asyncio.new_event_loop().run_until_complete(asyncio.sleep(0.01))
    gc.enable()
    loop = _plain_loop.Loop(lambda pause: None)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    loop.run_until_complete(_waiting.work(trial))
