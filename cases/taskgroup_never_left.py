"""A TaskGroup is entered by hand and never left: it keeps its children no longer than somebody keeps it.

A child that fails after the parent has ended is reported; those that wait are lost with the group.

id: g38
awaits: gather(), wait() or a group
lost: all
reported: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: own
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def fail():
    await asyncio.sleep(0.01)
    raise ValueError("the account does not exist")


async def parent(count):
    group = asyncio.TaskGroup()
    await group.__aenter__()
    for _ in range(count):
        group.create_task(job())
    return group


async def failing_parent():
    group = asyncio.TaskGroup()
    await group.__aenter__()
    group.create_task(fail())


async def main(trial):
    await asyncio.ensure_future(failing_parent())
    await asyncio.sleep(0.1)
    trial.note("reported", sum("already completed" in message for message in trial.messages))
    await asyncio.ensure_future(parent(trial.jobs))
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
