"""A loop class that goes on to asyncio's own: told.

id: s22
lost: all
silent: none
guards: bare
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


class Loop(asyncio.SelectorEventLoop):
    def call_exception_handler(self, context):
        super().call_exception_handler(context)


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
