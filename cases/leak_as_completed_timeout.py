"""Short tasks iterate as_completed() over one long-lived future, and run out of time.

as_completed() adds a callback to the long-lived future and takes it away again when the
time is over.

id: c06
awaits: gather(), wait() or a group
lost: none
callbacks_left: none
leaked_objects: none
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio
import weakref


async def job(long_lived):
    for next_done in asyncio.as_completed([long_lived], timeout=0.001):
        try:
            await next_done
        except asyncio.TimeoutError:
            pass


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
