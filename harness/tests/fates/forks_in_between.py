"""The program forks: what becomes of the tasks in the child is not the trial's business.

id: forks
lost: none
"""
import asyncio
import gc
import os

kept = []


async def job():
    future = asyncio.get_event_loop().create_future()
    kept.append(future)
    await future


async def main(trial):
    loop = asyncio.get_event_loop()
    task = loop.create_task(job())
    await asyncio.sleep(0)
    child = os.fork()
    if child == 0:
        task = None
        kept[:] = []
        gc.collect()
        os._exit(0)
    os.waitpid(child, 0)
    await trial.wait()
    kept[0].set_result(None)
    await task
