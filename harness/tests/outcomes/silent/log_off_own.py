"""The log of asyncio is off, and the program has a handler of its own: told.

id: s11
lost: all
silent: none
guards: bare
"""
import asyncio
import logging
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
    logging.getLogger("asyncio").disabled = True
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
