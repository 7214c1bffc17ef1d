"""The main task itself awaits a future that nobody else has.

run_until_complete() holds the task on its stack, so the collector leaves it alone: the
program hangs, where a background task would be destroyed. (Once the loop has been
stopped and run_until_complete() has raised, nobody holds the task any more.)

id: b09
awaits: what never comes
lost: none
stranded: all
alive: all
cancel.failed_programs: all
needs: -<3.7+pytask, ->=3.14+pytask
guards: bare
source: own
"""
import asyncio

all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks


async def job():
    await asyncio.get_event_loop().create_future()


def program(trial):
    loop = trial.loop()
    for step in range(1, 6):
        loop.call_later(step / 100, trial.collect)
    loop.call_later(0.1, lambda: trial.note("alive", len(all_tasks(loop))))
    loop.call_later(0.2, loop.stop)
    try:
        loop.run_until_complete(job())
    except RuntimeError as error:
        assert "stopped" in str(error)
