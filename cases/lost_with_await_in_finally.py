"""A lost task has a `finally` that awaits: the clean-up is lost as well.

The destroyed coroutine gets GeneratorExit and must not await any more. Python says
"coroutine ignored GeneratorExit" and drops the rest (sys.unraisablehook sees it from
3.8 on, when there was one).

id: d09
awaits: an event
lost: all
cleaned_up: none
unraisable: >=3.8, -pypy
source: own
"""
import asyncio
import sys
import weakref

events = weakref.WeakSet()
cleaned_up = []
unraisable = []


async def job(number):
    event = asyncio.Event()
    events.add(event)
    try:
        await event.wait()
    finally:
        await asyncio.sleep(0.01)
        cleaned_up.append(number)


async def main(trial):
    sys.unraisablehook = lambda error: unraisable.append(str(error.exc_value))
    for number in range(trial.jobs):
        trial.spawn(job(number))
    await asyncio.sleep(0.05)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("cleaned_up", len(cleaned_up))
    trial.note("unraisable", sum("GeneratorExit" in text for text in unraisable))
