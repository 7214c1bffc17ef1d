"""A forked process of multiprocessing runs a loop of its own, and its child another: nobody looks there.

id: forked_loop
lost: none
guards: set
source: own
"""
import asyncio
import multiprocessing
import os


async def pause():
    await asyncio.ensure_future(asyncio.sleep(0))


def serve():
    if os.fork():
        os.wait()
        os._exit(0)
    asyncio.set_event_loop(None)
    asyncio._set_running_loop(None)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(pause())
    os._exit(0)


async def job():
    await asyncio.sleep(0.05)


async def main(trial):
    trial.spawn(job())
    process = multiprocessing.get_context('fork').Process(target=serve)
    process.start()
    process.join()
    await trial.drain()
