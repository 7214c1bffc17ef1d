"""A thread of the default executor is stuck as it is shut down: that is waited for only so long.

id: f107
awaits: a thread or another process
job: none
took_too_long: <3.12.2
warned: >=3.12.2
needs: >=3.12
guards: bare
source: gh-111358, docs loop.shutdown_default_executor
"""
import asyncio
import threading
import warnings

stuck = threading.Event()


async def main(trial):
    loop = asyncio.get_running_loop()
    waiting = loop.run_in_executor(None, stuck.wait)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        shutting = asyncio.ensure_future(loop.shutdown_default_executor(0.1))
        await asyncio.wait([shutting], timeout=2)
    trial.note("took_too_long", not shutting.done())
    trial.note("warned", sum(each.category is RuntimeWarning for each in caught))
    stuck.set()
    await asyncio.wait([waiting, shutting], timeout=5)
