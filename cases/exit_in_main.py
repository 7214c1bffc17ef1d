"""The main coroutine, or a task beside it, raises SystemExit: it leaves run_until_complete() at once.

It is not reported as never retrieved, and the loop can run again.

id: f106
awaits: nothing more
job: none
left_by_main: all
left_by_task: all
runs_again: all
reports: none
needs: >=3.8
guards: bare
source: docs asyncio.Task, own
"""
import asyncio
import gc


async def leave():
    await asyncio.sleep(0.01)
    raise SystemExit(3)


async def beside():
    task = asyncio.ensure_future(leave())
    await asyncio.sleep(1)
    return task


def leaves(loop, coroutine):
    try:
        loop.run_until_complete(coroutine)
    except SystemExit:
        return True
    return False


def program(trial):
    loop = trial.loop()
    trial.note("left_by_main", leaves(loop, leave()))
    loop.run_until_complete(asyncio.sleep(0))
    gc.collect()
    trial.note("reports", len(trial.messages))
    trial.note("left_by_task", leaves(loop, beside()))
    trial.note("runs_again", loop.run_until_complete(asyncio.sleep(0.01, result=1)))
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
