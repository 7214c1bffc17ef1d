"""A loop object whose call_exception_handler is replaced: told.

id: s03
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


def report(loop, context):
    told.append(context["message"])


async def main(trial):
    asyncio.get_event_loop().call_exception_handler = lambda context: told.append(1)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
