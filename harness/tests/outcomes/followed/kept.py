"""Jobs are kept, and what they wait for is not: they are stalled, or broken, and then the program does as
TASKLOSS_TEST_THEN has it.

id: l02
lost: none
stalled: all
guards: set, await, list
"""
import asyncio
import os
import signal
import sys
import weakref

events = weakref.WeakSet()
done = []


async def helper(future):
    event = asyncio.Event()
    events.add(event)
    await event.wait()
    future.set_result(1)


async def job(future):
    await future
    done.append(1)


def then():
    """What the program does where a job is missing."""
    what = os.environ["TASKLOSS_TEST_THEN"]
    if what == "spin":
        while True:
            pass
    elif what == "fail":
        raise ValueError("a job is missing")
    elif what == "exit":
        sys.exit(7)
    elif what == "leave":
        os._exit(9)
    elif what == "leave-well":
        os._exit(0)
    elif what == "abort":
        os.abort()
    elif what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif what == "memory":
        kept = []
        while True:
            kept.append(bytearray(1 << 24))


def start(trial):
    future = asyncio.get_event_loop().create_future()
    asyncio.ensure_future(helper(future))
    trial.spawn(job(future))


async def main(trial):
    for _ in range(trial.jobs):
        start(trial)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    if len(done) < trial.jobs:
        then()
        await asyncio.get_event_loop().create_future()
