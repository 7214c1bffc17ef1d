"""as_completed() is called where no event loop runs, and run_until_complete() drives it.

This worked up to 3.13. From 3.14 on it raises RuntimeError ("no running event loop"),
although every task it is given knows its loop.

id: d28
awaits: gather(), wait() or a group
lost: none
raised: >=3.14
cancel.failed_programs: <3.14
guards: bare
source: gh-157856
"""
import asyncio


async def job():
    await asyncio.sleep(0.01)


def program(trial):
    loop = trial.loop()
    tasks = [loop.create_task(job()) for _ in range(trial.jobs)]
    raised = 0
    try:
        for next_done in asyncio.as_completed(tasks):
            loop.run_until_complete(next_done)
    except RuntimeError:
        raised = 1
        loop.run_until_complete(asyncio.wait(tasks))
    trial.note("raised", raised)
