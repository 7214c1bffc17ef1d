"""A thread hands jobs to a loop that is stopped but not closed: nothing runs, nothing is said.

The thread waits for results that will never come.

id: d33
awaits: nothing more
job: none
never_ended: all
reported: none
needs: >=3.7
guards: bare
source: zigpy/bellows#745
"""
import asyncio
import concurrent.futures
import threading


async def job():
    return 1


def program(trial):
    loop = trial.loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    futures = [asyncio.run_coroutine_threadsafe(job(), loop) for _ in range(trial.jobs)]
    _, pending = concurrent.futures.wait(futures, timeout=3)
    trial.note("never_ended", len(pending))
    trial.note("reported", len(trial.messages))
    loop.close()
