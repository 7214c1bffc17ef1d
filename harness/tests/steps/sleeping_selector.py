"""A selector of the program's own, in Python: it sleeps as long as it may.

id: steps3
lost: all
"""
import asyncio
import selectors
import time

import _waiting


class Selector(selectors.SelectSelector):
    def select(self, timeout=None):
        if timeout:
            time.sleep(min(timeout, 0.005))
        return []


def program(trial):
    loop = asyncio.SelectorEventLoop(Selector())
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_waiting.work(trial))
    loop.close()
