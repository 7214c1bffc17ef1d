"""A child of a TaskGroup, or its body, raises SystemExit: that is what leaves the program.

The other children are cancelled first.

id: f29
awaits: gather(), wait() or a group
lost: none
failed: all
exited: all
children_cancelled: all
cancel.more_reports: all, -pypy
cancel.stalled: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.TaskGroup
"""
import asyncio

cancelled = []


async def job(number):
    try:
        await asyncio.sleep(0.01 if number == 0 else 3600)
    except asyncio.CancelledError:
        cancelled.append(number)
        raise
    raise SystemExit(number)


async def parent(count, body_exits):
    async with asyncio.TaskGroup() as group:
        for number in range(1 if body_exits else 0, count):
            group.create_task(job(number))
        await asyncio.sleep(0.01)
        if body_exits:
            raise SystemExit(1)


def program(trial):
    exited = 0
    for body_exits in False, True:
        loop = trial.loop()
        task = loop.create_task(parent(trial.jobs, body_exits))
        for _ in range(2):
            try:
                loop.run_until_complete(asyncio.wait([task], timeout=5))
            except SystemExit:
                pass
        exited += task.done() and not task.cancelled() and type(task.exception()) is SystemExit
        loop.close()
    trial.note("exited", exited == 2)
    trial.note("children_cancelled", len(cancelled) == 2 * (trial.jobs - 1))
