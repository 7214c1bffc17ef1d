"""A destroyed task whose own clean-up makes the Task object reachable again.

id: raised
lost: all
"""
import asyncio
import weakref

futures = []
graveyard = []


class Task(asyncio.Task):
    def __del__(self):
        graveyard.append(self)
        super().__del__()


async def job():
    future = asyncio.get_event_loop().create_future()
    futures.append(weakref.ref(future))
    await future


async def main(trial):
    loop = asyncio.get_event_loop()
    for _ in range(trial.jobs):
        Task(job(), loop=loop)
    await asyncio.sleep(0.05)
    await trial.wait()
    for future in [reference() for reference in futures]:
        if future is not None and not future.done():
            future.set_result(None)
