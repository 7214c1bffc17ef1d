"""A wait_for() runs out of time: what stays in memory?

Nothing: what the cancelled work held goes as soon as the timeout is handled. Both
collectors, the automatic and the forced one, are off here.

id: c12
awaits: wait_for() or timeout()
lost: none
leaked_objects: <3.13.1+pytask, pypy
cancel.failed_programs: all
needs: ->=3.14+pytask
guards: bare
source: own
"""
import asyncio
import gc
import weakref


class Payload:
    pass


async def work(payload):
    await asyncio.sleep(3600)


async def job(payload):
    try:
        await asyncio.wait_for(work(payload), 0.001)
    except asyncio.TimeoutError:
        pass


async def main(trial):
    trial.collect_as_shipped()
    gc.disable()
    payloads = []
    for _ in range(trial.jobs):
        payload = Payload()
        payloads.append(weakref.ref(payload))
        await asyncio.ensure_future(job(payload))
        del payload
    await asyncio.sleep(0.01)
    trial.note("leaked_objects", sum(payload() is not None for payload in payloads))
