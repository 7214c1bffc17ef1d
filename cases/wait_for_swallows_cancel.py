"""A job is cancelled in the very step in which its wait_for() is answered.

Up to 3.8.5 and from 3.12 on the job is cancelled. In between, wait_for() returns the result
and drops the cancellation: who cancels the job and awaits it waits for ever.

id: d43
awaits: wait_for() or timeout()
lost: none
swallowed: 3.8.6..3.11
cancel.uncancelled: 3.8.6..3.11
cancel.failed_programs: >=3.12
needs: >=3.7
guards: bare
source: tobymao/saq#197, gh-81839 (bpo-37658), gh-86296
"""
import asyncio

swallowed = []


async def job(future, number):
    await asyncio.wait_for(future, 1000)
    swallowed.append(number)


async def main(trial):
    loop = asyncio.get_event_loop()
    tasks = []
    for number in range(trial.jobs):
        future = loop.create_future()
        tasks.append(loop.create_task(job(future, number)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        future.set_result(None)
        tasks[number].cancel()
    await trial.wait()
    trial.note("swallowed", len(swallowed))
    await trial.drain()
