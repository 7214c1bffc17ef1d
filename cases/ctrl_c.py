"""Ctrl-C while asyncio.run() waits: the program cleans up, and KeyboardInterrupt leaves run().

id: f32
awaits: a timer
job: none
interrupted: all
cleaned_up: all
handler_left: none
needs: >=3.7
guards: bare
source: gh-83803 (bpo-39622)
"""
import asyncio
import os
import signal

cleaned_up = []


async def job():
    try:
        await asyncio.sleep(3600)
    finally:
        cleaned_up.append(1)


async def start():
    asyncio.get_event_loop().call_later(1, os.kill, os.getpid(), signal.SIGINT)
    await job()


def program(trial):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asyncio.run(start())
    except KeyboardInterrupt:
        trial.note("interrupted", 1)
    trial.note("cleaned_up", len(cleaned_up))
    trial.note("handler_left", signal.getsignal(signal.SIGINT) is not signal.default_int_handler)
