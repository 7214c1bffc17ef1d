"""Short tasks wait_for(shield()) one long-lived future, and run out of time.

The documented way not to cancel what others wait for, too. Up to 3.6 each timeout
leaves a callback on the long-lived future.

id: c04
awaits: shield()
lost: none
callbacks_left: <3.7
leaked_objects: none
cancel.failed_programs: all
needs: ->=3.14+pytask
guards: bare
source: gh-155143
"""
import asyncio
import weakref


async def job(long_lived):
    try:
        await asyncio.wait_for(asyncio.shield(long_lived), 0.001)
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
