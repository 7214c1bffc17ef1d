"""A thread cancels the future of run_coroutine_threadsafe(): the job is cancelled.

The loop may be asleep: it has to be woken, or the job learns of it an hour later.

id: f01
awaits: a timer
lost: none
cancels: all
needs: >=3.7
guards: bare
source: gh-105836
"""
import asyncio
import threading

cancelled = []


async def job(number):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        cancelled.append(number)
        raise


def program(trial):
    loop = trial.loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    futures = [asyncio.run_coroutine_threadsafe(job(number), loop)
               for number in range(trial.jobs)]
    asyncio.run_coroutine_threadsafe(trial.wait(), loop).result()
    for future in futures:
        future.cancel()
    asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()
    trial.note("cancels", len(cancelled))
    asyncio.run_coroutine_threadsafe(trial.drain(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
