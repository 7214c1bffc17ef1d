"""`await run_background_task(job())`, a helper with a global set of tasks.

The helper is a coroutine only in name: it returns when the job is started, not when it
is done. What protects the job is the set.

id: t04
awaits: an event
lost: none
left_in_set: none
guards: bare
source: own
"""
import asyncio
import weakref

background_tasks = set()
events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def run_background_task(coroutine):
    task = asyncio.ensure_future(coroutine)
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)


async def main(trial):
    for _ in range(trial.jobs):
        await run_background_task(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
    trial.note("left_in_set", len(background_tasks))
