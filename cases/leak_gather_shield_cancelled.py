"""Short tasks gather() a shielded long-lived future and a sleep, and are cancelled.

As with shield() alone: up to 3.6 each cancelled task leaves a callback on the
long-lived future.

id: c07
awaits: shield()
lost: none
callbacks_left: <3.7
leaked_objects: none
guards: bare
source: own
"""
import asyncio
import weakref


async def job(long_lived):
    await asyncio.gather(asyncio.shield(long_lived), asyncio.sleep(3600))


async def start(long_lived, tasks):
    task = asyncio.ensure_future(job(long_lived))
    tasks.append(weakref.ref(task))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()


async def main(trial):
    long_lived = asyncio.get_event_loop().create_future()
    tasks = []
    for _ in range(trial.jobs):
        await start(long_lived, tasks)
    await trial.wait()
    trial.note("callbacks_left", len(long_lived._callbacks or ()))
    trial.note("leaked_objects", sum(task() is not None for task in tasks))
