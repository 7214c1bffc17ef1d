"""Short tasks gather() one long-lived future and a job that fails.

gather() ends with the first exception and leaves its callback on the long-lived future.
From 3.14 on that callback, and the future's list of who awaits it, also hold the
finished task that called gather(): memory grows with each failure. (Not so for the
pure-Python task.) On PyPy the callback holds it too, through the exception: a frame in
the traceback knows its caller, Context.run(), which is Python there and still has the
task's wake-up among its locals.

id: c08
awaits: gather(), wait() or a group
lost: none
callbacks_left: all
leaked_objects: >=3.14, 3.12.0..3.12.8+eager, 3.13.0..3.13.1+eager, ->=3.12+pytask, pypy
cancel.failed_programs: all
cancel.uncancelled: all
guards: bare
source: gh-157213
"""
import asyncio
import weakref


async def fail():
    raise ValueError


async def job(long_lived):
    try:
        await asyncio.gather(long_lived, fail())
    except ValueError:
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
