"""Jobs are lost, and then the program does as TASKLOSS_TEST_THEN has it; kept, nothing follows.

id: l01
lost: all
guards: bare, set, gather, loop-strong
"""
import asyncio
import os
import signal
import sys
import weakref

events = weakref.WeakSet()
done = []


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()
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


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    if len(done) < trial.jobs:
        then()
        await asyncio.get_event_loop().create_future()
