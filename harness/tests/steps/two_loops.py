"""A loop whose steps are seen, and then one whose steps nobody sees: a collection met the job of the first only.

id: steps_two
lost: none
guards: set
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def waits(number):
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()


import _plain_loop, _waiting
def program(trial):
    async def first():
        event = asyncio.Event()
        async def quick(): await event.wait()
        t = trial.spawn(quick())
        await trial.wait(); event.set(); await asyncio.sleep(0.1)
    loop = trial.loop(); loop.run_until_complete(first()); loop.close()
    trial.guard = 'bare'
    loop = _plain_loop.Loop(lambda pause: None)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    loop.run_until_complete(_waiting.work(trial))
