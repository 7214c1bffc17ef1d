"""A loop over select().

id: steps1
lost: all
"""
import asyncio
import selectors

import _waiting


def program(trial):
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_waiting.work(trial))
    loop.close()
