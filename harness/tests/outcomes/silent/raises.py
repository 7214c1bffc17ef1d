"""The exception handler of the program raises: told.

id: s16
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


def report(loop, context):
    raise ValueError("in the handler")


async def main(trial):
    asyncio.get_event_loop().set_exception_handler(report)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
