"""Jobs that nobody holds, then the program does, then nobody again.

id: two
lost: all
"""
import asyncio
import weakref

waiting = weakref.WeakSet()
kept = []


async def job():
    future = asyncio.get_event_loop().create_future()
    waiting.add(future)
    await future


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    for keeps in True, False, False:
        for _ in range(4):
            await asyncio.sleep(0)
        kept[:] = waiting if keeps else []
    for future in list(waiting):
        future.set_result(None)
    await trial.wait()
