"""A task in gather() is cancelled: so are the children, and with return_exceptions=True too.

The cancellation is not taken for one of the exceptions to return.

id: f20
awaits: gather(), wait() or a group
lost: none
children_cancelled: all
swallowed: none
guards: bare
source: gh-76865 (bpo-32684)
"""
import asyncio

cancelled = []
swallowed = []


async def job():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        cancelled.append(1)
        raise


async def gather(count, return_exceptions):
    await asyncio.gather(*[job() for _ in range(count)], return_exceptions=return_exceptions)
    swallowed.append(1)


async def main(trial):
    tasks = [asyncio.ensure_future(gather(trial.jobs, which)) for which in (False, True)]
    await trial.wait()
    for number in range(2):
        tasks[number].cancel()
    await asyncio.wait(tasks, timeout=5)
    trial.note("children_cancelled", len(cancelled) == 2 * trial.jobs)
    trial.note("swallowed", len(swallowed))
    await trial.drain()
