"""asyncio.run() ends: async generators are closed, and the executor's threads have ended.

id: f35
awaits: nothing more
job: none
generators_left: none
threads_left: none
reported_failure: all
needs: >=3.9
guards: bare
source: gh-78218 (bpo-34037)
"""
import asyncio
import threading

generators = []
closed = []


async def numbers(fails):
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0.01)
        closed.append(1)
        if fails:
            raise ValueError("the clean-up fails")


async def job(fails):
    generators.append(numbers(fails))
    await generators[-1].__anext__()


async def start(trial):
    asyncio.get_event_loop().set_exception_handler(
        lambda loop, context: trial.note("reported_failure", "asyncgen" in context))
    for fails in False, True:
        await job(fails)
    await asyncio.get_event_loop().run_in_executor(None, int)


def program(trial):
    before = threading.active_count()
    asyncio.run(start(trial))
    trial.note("generators_left", 2 - len(closed))
    trial.note("threads_left", threading.active_count() - before)
