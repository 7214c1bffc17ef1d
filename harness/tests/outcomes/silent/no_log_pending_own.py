"""The same with an exception handler of the program: silent.

id: s15
lost: all
silent: all
guards: bare
"""
import asyncio
import weakref

events = weakref.WeakSet()
told = []


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def report(loop, context):
    told.append(context["message"])


async def main(trial):
    asyncio.get_event_loop().set_exception_handler(report)
    f = asyncio.ensure_future
    asyncio.ensure_future = lambda c: setattr(f(c), "_log_destroy_pending", False)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
