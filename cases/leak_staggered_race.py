"""Short tasks run a staggered race whose loser waits for one long-lived future.

staggered_race() is what open_connection() uses for happy eyeballs. The loser is
cancelled; the finished task must not hang on the long-lived future.

id: c21
awaits: gather(), wait() or a group
lost: none
leaked_objects: none
cancel.failed_programs: all
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: gh-129195
"""
import asyncio
import asyncio.staggered
import weakref


async def job(long_lived):
    async def slow():
        await asyncio.shield(long_lived)

    async def fast():
        return "won"

    await asyncio.staggered.staggered_race(
        [slow, fast], 0.001, loop=asyncio.get_event_loop())


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
    trial.note("leaked_objects", sum(task() is not None for task in tasks))
