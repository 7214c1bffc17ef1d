"""Ctrl-C comes as a background task runs: it does its work undisturbed, and the main task is cancelled.

Up to 3.10 the KeyboardInterrupt is raised in the midst of whatever runs.

id: g27
awaits: a timer
job: none
undisturbed: >=3.11
interrupted: all
needs: >=3.7
guards: bare
source: gh-83803 (bpo-39622)
"""
import asyncio
import os
import signal

done = []


async def work():
    os.kill(os.getpid(), signal.SIGINT)
    for number in range(1000):
        done.append(number)


async def start():
    working = asyncio.ensure_future(work())
    await asyncio.sleep(3600)
    await working


def program(trial):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupted = False
    try:
        asyncio.run(start())
    except KeyboardInterrupt:
        interrupted = True
    trial.note("undisturbed", len(done) == 1000)
    trial.note("interrupted", interrupted)
