"""Short tasks asyncio.wait() for one long-lived future, and are cancelled.

Up to 3.6 a cancelled wait() leaves its callback on the future: one more for each client
that gave up.

id: c03
awaits: a future
lost: none
callbacks_left: <3.7
leaked_objects: none
guards: bare
source: gh-80794 (bpo-36613)
"""
import asyncio
import weakref


async def job(long_lived):
    await asyncio.wait([long_lived])


async def start(long_lived, tasks):
    task = asyncio.ensure_future(job(long_lived))
    tasks.append(weakref.ref(task))
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
