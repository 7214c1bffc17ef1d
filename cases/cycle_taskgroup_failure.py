"""A TaskGroup fails, the exception is handled, and a reference cycle stays.

The exception group and the frames of its traceback refer to each other, so what the
failed job worked on lives until the next collection. Both collectors, the automatic and
the forced one, are off here.

id: c09
awaits: gather(), wait() or a group
lost: none
failed: all
leaked_objects: <3.12.8, 3.13.0
needs: >=3.11, ->=3.14+pytask, -3.12+eager
guards: bare
source: gh-124958, gh-98543
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
        async with asyncio.TaskGroup() as group:
            group.create_task(job(payload))
    except Exception:
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
