"""The pure-Python Task, as some test tools and debuggers use it, and asyncio.timeout().

From 3.14 on current_task() inside it gives None where the C accelerator is in use, so
asyncio.timeout() refuses to work.

id: d30
awaits: wait_for() or timeout()
lost: none
no_current_task: >=3.14
timeout_refused: >=3.14
needs: >=3.11
guards: bare
source: own
"""
import asyncio

without_task = []
refused = []


async def job(number):
    if asyncio.current_task() is None:
        without_task.append(number)
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(0.01)
    except RuntimeError:
        refused.append(number)


async def main(trial):
    loop = asyncio.get_event_loop()
    tasks = [asyncio.tasks._PyTask(job(number), loop=loop)
             for number in range(trial.jobs)]
    await asyncio.wait(tasks)
    trial.note("no_current_task", len(without_task))
    trial.note("timeout_refused", len(refused))
