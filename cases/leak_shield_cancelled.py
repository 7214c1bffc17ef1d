"""Short tasks await shield() of one long-lived future, and are cancelled.

Each shield() adds a callback to the long-lived future. Up to 3.6 nothing removes it
when the waiting task is cancelled: one more for each client that gave up.

id: c01
awaits: shield()
lost: none
callbacks_left: <3.7
leaked_objects: none
guards: bare
source: gh-155143, gh-155854, gh-79306
"""
import asyncio
import weakref


async def job(long_lived):
    await asyncio.shield(long_lived)


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
