"""A gather() fails and the exception is handled: what stays in memory?

Nothing, one loop step later. Both collectors, the automatic and the forced one, are off
here.

id: c11
awaits: gather(), wait() or a group
lost: none
failed: all
leaked_objects: pytask, pypy, 3.12.0..3.12.8+eager, 3.13.0..3.13.1+eager
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio
import gc
import weakref


class Payload:
    pass


async def job(payload):
    raise ValueError


async def handle(payload):
    try:
        await asyncio.gather(job(payload))
    except ValueError:
        pass


async def main(trial):
    trial.collect_as_shipped()
    gc.disable()
    payloads = []
    for _ in range(trial.jobs):
        payload = Payload()
        payloads.append(weakref.ref(payload))
        await handle(payload)
        del payload
    await asyncio.sleep(0.01)
    trial.note("leaked_objects", sum(payload() is not None for payload in payloads))
