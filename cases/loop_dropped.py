"""A loop that nobody closes, or holds: it is warned of, and closed, when the collector finds it.

id: g37
awaits: nothing more
job: none
warned: all
closed: all
sockets_warned: none
guards: bare
source: docs asyncio, "Developing with asyncio"
"""
import asyncio
import gc
import os
import warnings


def open_files():
    return len(os.listdir("/proc/self/fd"))


def program(trial):
    gc.collect()
    before = open_files()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop = asyncio.new_event_loop()
        loop.run_until_complete(asyncio.sleep(0))
        has_files = open_files() > before
        del loop
        for _ in range(3):
            gc.collect()
    said = [str(each.message) for each in caught]
    trial.note("warned", sum("unclosed event loop" in text for text in said))
    trial.note("sockets_warned", sum("unclosed <socket" in text for text in said))
    trial.note("closed", has_files and open_files() == before)
