"""Threads with loops of their own, over select() and over epoll.

id: steps11
lost: all
"""
import asyncio
import selectors
import threading

import _waiting


def serve(trial, loop):
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_waiting.work(trial))
    loop.close()


def program(trial):
    for make in (lambda: asyncio.SelectorEventLoop(selectors.SelectSelector()), asyncio.SelectorEventLoop):
        thread = threading.Thread(target=serve, args=(trial, make()))
        thread.start()
        thread.join()
