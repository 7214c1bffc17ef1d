"""A loop class, and the log is off: silent.

id: s21
lost: all
silent: all
guards: bare
"""
import asyncio
import logging
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


logging.getLogger("asyncio").disabled = True


class Loop(asyncio.SelectorEventLoop):
    pass


async def start(trial):
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()


def program(trial):
    loop = Loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(start(trial))
    loop.close()
