"""A loop class with a default_exception_handler of its own: told.

id: s19
lost: all
silent: none
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


class Loop(asyncio.SelectorEventLoop):
    def default_exception_handler(self, context):
        told.append(context["message"])


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
