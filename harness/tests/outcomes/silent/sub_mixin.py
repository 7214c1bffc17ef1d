"""The same by a mixin: told.

id: s20
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


class Mixin:
    def call_exception_handler(self, context):
        told.append(context["message"])


class Loop(Mixin, asyncio.SelectorEventLoop):
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
