"""The program has its own exception handler, which logs in its own way: told.

id: s02
lost: all
silent: none
guards: bare
"""
import asyncio
import sys
import weakref

events = weakref.WeakSet()
told = []


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def report(loop, context):
    told.append(context["message"])
    print("my log:", context["message"], file=sys.stderr)


async def main(trial):
    asyncio.get_event_loop().set_exception_handler(report)
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
