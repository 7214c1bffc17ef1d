"""asyncio.run() returns while a thread of the executor still works; nobody awaits it.

The work is done on every version: the interpreter waits for executor threads at exit.
From 3.9 on asyncio.run() itself waits for them.

id: d18
awaits: a timer
lost: none
worked: all
done_before_return: >=3.9
cancel.failed_programs: all
needs: >=3.7
guards: bare
source: docs loop.shutdown_default_executor
"""
import asyncio
import time

done = []


def work():
    time.sleep(1)
    done.append(True)
    print("work done", flush=True)


async def job():
    asyncio.get_event_loop().run_in_executor(None, work)
    await asyncio.sleep(0.01)


def program(trial):
    trial.count_printed("worked", "work done")
    trial.exit_normally()
    asyncio.run(job())
    trial.note("done_before_return", len(done))
