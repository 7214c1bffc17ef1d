"""shutdown_default_executor() waits for the threads' work; after that nothing more is taken.

id: f68
awaits: a thread or another process
job: none
work_done: all
refused: all
threads_left: none
own_used: all
failure_told: all
needs: >=3.9
guards: bare
source: gh-78218 (bpo-34037), gh-111358
"""
import asyncio
import concurrent.futures
import threading
import time

done = []


def work():
    time.sleep(0.1)
    done.append(threading.current_thread().name)


async def start(trial):
    loop = asyncio.get_event_loop()
    loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(2, "own"))
    waiting = [loop.run_in_executor(None, work) for _ in range(4)]
    await loop.shutdown_default_executor()
    trial.note("work_done", len(done) == 4)
    trial.note("own_used", all(name.startswith("own") for name in done))
    await asyncio.wait(waiting, timeout=5)
    refused = 0
    try:
        loop.run_in_executor(None, work).cancel()
    except RuntimeError:
        refused = 1
    trial.note("refused", refused)


class Fails(concurrent.futures.ThreadPoolExecutor):
    failed = False

    def shutdown(self, *arguments, **more):
        super().shutdown(*arguments, **more)
        if not self.failed:
            self.failed = True
            raise ValueError("the clean-up fails")


async def fail():
    asyncio.get_event_loop().set_default_executor(Fails(1))


def program(trial):
    threads = threading.active_count()
    asyncio.run(start(trial))
    trial.note("threads_left", threading.active_count() - threads)
    began, told = time.monotonic(), False
    try:
        asyncio.run(fail())
    except ValueError:
        told = time.monotonic() - began < 60
    trial.note("failure_told", told)
