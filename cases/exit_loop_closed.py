"""run_until_complete() and loop.close() while background tasks still sleep, then exit.

Nobody cancels the tasks. They are destroyed when the interpreter goes, and each is
reported then.

id: d14
awaits: a timer
lost: none
orphaned: all, -pypy
stranded: pypy
worked: none
cleaned_up: all, -pypy
reported: all, -pypy
cancel.orphaned: all, -pypy
guards: bare
source: own
"""
import asyncio


async def job():
    try:
        await asyncio.sleep(3600)
        print("work done")
    finally:
        print("cleaned up")


async def start(count):
    for _ in range(count):
        asyncio.ensure_future(job())
    await asyncio.sleep(0.01)


def program(trial):
    trial.count_printed("worked", "work done")
    trial.count_printed("cleaned_up", "cleaned up")
    trial.count_printed("reported", "destroyed but it is pending")
    trial.exit_normally()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(start(trial.jobs))
    loop.close()
