"""An eager task ends in its first step, or waits: who runs is known, before, within and afterwards.

id: g40
awaits: nothing more
job: none
ended_at_once: all
failed_at_once: all
knows_itself: all
parent_again: all
listed: all
listed_no_more: all
needs: >=3.12, ->=3.14+pytask
guards: bare
source: docs asyncio.eager_task_factory
"""
import asyncio

running, listed = [], []


def look():
    running.append(asyncio.current_task())
    listed.append(asyncio.current_task() in asyncio.all_tasks())


async def at_once():
    look()
    return 42


async def fails():
    raise ValueError("the account does not exist")


async def waits():
    look()
    await asyncio.sleep(0.01)
    look()
    return 43


async def main(trial):
    me = asyncio.current_task()
    asyncio.get_running_loop().set_task_factory(asyncio.create_eager_task_factory(type(me)))
    first = asyncio.create_task(at_once())
    trial.note("ended_at_once", first.done() and first.result() == 42)
    failed = asyncio.create_task(fails())
    trial.note("failed_at_once", failed.done() and isinstance(failed.exception(), ValueError))
    later = asyncio.create_task(waits())
    trial.note("parent_again", asyncio.current_task() is me and not later.done())
    trial.note("listed_no_more", first not in asyncio.all_tasks() and later in asyncio.all_tasks())
    await asyncio.wait([later], timeout=5)
    trial.note("knows_itself", running[0] is first and running[1:] == [later, later])
    trial.note("listed", listed == [True] * 3 and later.result() == 43)
