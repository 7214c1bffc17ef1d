"""Short tasks wait for the first of a sleep and one long-lived future.

asyncio.wait() adds a callback to the long-lived future and takes it away again: neither
callbacks nor finished tasks may pile up on it.

id: c02
awaits: a future
lost: none
callbacks_left: none
leaked_objects: none
cancel.failed_programs: all
guards: bare
source: gh-152569
"""
import asyncio
import weakref


async def job(long_lived):
    short = asyncio.ensure_future(asyncio.sleep(0))
    await asyncio.wait([short, long_lived], return_when=asyncio.FIRST_COMPLETED)


async def start(long_lived, tasks):
    task = asyncio.ensure_future(job(long_lived))
    tasks.append(weakref.ref(task))
    await task


async def main(trial):
    long_lived = asyncio.get_event_loop().create_future()
    tasks = []
    for _ in range(trial.jobs):
        await start(long_lived, tasks)
    await trial.wait()
    trial.note("callbacks_left", len(long_lived._callbacks or ()))
    trial.note("leaked_objects", sum(task() is not None for task in tasks))
