"""Callbacks and coroutines that wait by themselves make no steps, whatever the loop waits by.

id: steps12
lost: none
more_steps: none
"""
import asyncio
import select
import selectors
import time

import _taskloss


async def job(waits):
    for _ in range(5):
        if waits:
            time.sleep(0.001)
            select.select([], [], [], 0.001)
            select.poll().poll(1)
        await asyncio.sleep(0)


def callback(waits):
    if waits:
        time.sleep(0.001)
        select.poll().poll(1)


async def work(trial, waits):
    loop = asyncio.get_event_loop()
    before = _taskloss.steps()
    for _ in range(trial.jobs):
        trial.spawn(job(waits))
        loop.call_soon(callback, waits)
    for _ in range(10):
        await asyncio.sleep(0)
    return _taskloss.steps() - before


def program(trial):
    more = 0
    for selector in selectors.SelectSelector, selectors.PollSelector, selectors.DefaultSelector:
        loop = asyncio.SelectorEventLoop(selector())
        asyncio.set_event_loop(loop)
        steps = [loop.run_until_complete(work(trial, waits)) for waits in (False, True)]
        more += abs(steps[1] - steps[0])
        loop.close()
    trial.note('more_steps', more)
