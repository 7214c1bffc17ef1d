"""A timeout() fires: the task is not cancelled afterwards, and waits on as if nothing was.

id: f25
awaits: wait_for() or timeout()
lost: none
timed_out: all
cancelling_left: none
waited_on: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: gh-95051
"""
import asyncio

timed_out = []
waited_on = []


async def job(trial):
    for _ in range(2):
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(3600)
        except TimeoutError:
            timed_out.append(1)
    trial.note("cancelling_left", asyncio.current_task().cancelling())
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0.01))
    waited_on.append(1)


async def main(trial):
    task = asyncio.ensure_future(job(trial))
    await asyncio.wait([task], timeout=5)
    trial.note("timed_out", len(timed_out) == 2)
    trial.note("waited_on", len(waited_on))
    task.cancel()
    await trial.drain()
