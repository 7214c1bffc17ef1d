"""An event loop whose module does not survive a fork."""
import asyncio
import os
import signal


def _crash():
    os.kill(os.getpid(), signal.SIGSEGV)


os.register_at_fork(after_in_child=_crash)


def make():
    return asyncio.SelectorEventLoop()
