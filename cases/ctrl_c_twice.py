"""A program ignores its first Ctrl-C under asyncio.run(); the second one interrupts it at once.

id: f33
awaits: a timer
job: none
interrupted: all
needs: >=3.11
guards: bare
source: gh-83803 (bpo-39622)
"""
import asyncio
import os
import signal


async def job():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGINT)


async def start():
    asyncio.get_event_loop().call_later(1, os.kill, os.getpid(), signal.SIGINT)
    await job()


def program(trial):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asyncio.run(start())
    except KeyboardInterrupt:
        trial.note("interrupted", 1)
