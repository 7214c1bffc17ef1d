"""run_coroutine_threadsafe() of a job that raises, the future dropped: never reported.

The exception is handed to the concurrent future, so asyncio takes it as retrieved. The
concurrent future does not complain when nobody looks.

id: d03
awaits: nothing more
lost: none
failed: all
reported: none
guards: bare
source: own
"""
import asyncio
import threading


async def job():
    raise ValueError("the account does not exist")


def submit(count, loop):
    for _ in range(count):
        asyncio.run_coroutine_threadsafe(job(), loop)


async def main(trial):
    thread = threading.Thread(target=submit, args=(trial.jobs, asyncio.get_event_loop()))
    thread.start()
    thread.join()
    await trial.wait()
    trial.note("reported", len(trial.messages))
