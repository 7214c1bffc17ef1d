"""A loop over poll().

id: steps2
lost: all
"""
import asyncio
import selectors

import _waiting


def program(trial):
    loop = asyncio.SelectorEventLoop(selectors.PollSelector())
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_waiting.work(trial))
    loop.close()
