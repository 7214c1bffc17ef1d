"""A job is cancelled and awaited: what stays in memory?

Nothing: its objects go as soon as the cancellation is handled. (The pure-Python task
keeps a cycle.) Both collectors, the automatic and the forced one, are off here.

id: c13
awaits: a timer
lost: none
leaked_objects: pytask, pypy
guards: bare
source: own
"""
import asyncio
import gc
import weakref


class Payload:
    pass


async def job(payload):
    await asyncio.sleep(3600)


async def handle(payload):
    task = asyncio.ensure_future(job(payload))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
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
