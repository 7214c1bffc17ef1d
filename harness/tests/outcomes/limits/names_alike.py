"""Two names that differ late.

id: h05
lost: all
a_name_that_is_equal_in_its_first_bytes_1: all
a_name_that_is_equal_in_its_first_bytes_2: none
guards: bare
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    trial.note("a_name_that_is_equal_in_its_first_bytes_1", 1)
    trial.note("a_name_that_is_equal_in_its_first_bytes_2", 0)
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
