"""A task factory makes tasks of a subclass whose __del__ does not call asyncio's own.

The finalizer that says "destroyed but it is pending" never runs: the loss is silent.

id: d37
awaits: an event
lost: all
silent: all
guards: bare, set
source: gh-129289
"""
import asyncio
import weakref

events = weakref.WeakSet()


class QuietTask(asyncio.Task):
    def __del__(self):
        pass


def factory(loop, coroutine, **options):
    return QuietTask(coroutine, loop=loop, **options)


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    asyncio.get_event_loop().set_task_factory(factory)
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
