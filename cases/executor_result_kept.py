"""Does an idle thread of the executor keep the last result it produced?

It does not: the thread forgets its work item before it waits for the next.

id: c23
awaits: a thread or another process
lost: none
leaked_objects: none
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio
import weakref


class Payload:
    pass


async def job(payloads):
    payload = await asyncio.get_event_loop().run_in_executor(None, Payload)
    payloads.append(weakref.ref(payload))


async def main(trial):
    payloads = []
    for _ in range(trial.jobs):
        await asyncio.ensure_future(job(payloads))
    await trial.wait()
    trial.note("leaked_objects", sum(payload() is not None for payload in payloads))
