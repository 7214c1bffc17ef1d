"""A task is cancelled before it runs, while it waits, as it is woken, twice, when it is done.

What it waits for is cancelled with it, and what it says is kept.

id: f97
awaits: a future
job: none
before: all
waiting: all
woken: all
swallowed: all
done: all
by_itself: all
inner_cancelled: all
guards: bare
source: docs asyncio.Task.cancel
"""
import asyncio

tasks = []


async def wait(future, swallows=0):
    for _ in range(swallows):
        try:
            await future
        except asyncio.CancelledError:
            future = asyncio.get_event_loop().create_future()
    return await future


async def cancel_itself():
    tasks[-1].cancel()
    await asyncio.sleep(3600)


async def ended(task):
    done, _ = await asyncio.wait([task], timeout=5)
    return bool(done)


async def main(trial):
    loop = asyncio.get_event_loop()
    task = asyncio.ensure_future(wait(loop.create_future()))
    trial.note("before", task.cancel() and await ended(task) and task.cancelled())
    future = loop.create_future()
    task = asyncio.ensure_future(wait(future))
    await asyncio.sleep(0.01)
    trial.note("waiting", task.cancel() and not task.cancelled() and await ended(task) and task.cancelled())
    trial.note("inner_cancelled", future.cancelled())
    future = loop.create_future()
    task = asyncio.ensure_future(wait(future))
    await asyncio.sleep(0.01)
    future.set_result(1)
    trial.note("woken", task.cancel() and await ended(task) and task.cancelled())
    task = asyncio.ensure_future(wait(loop.create_future(), 1))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.01)
    swallowed = not task.done()
    task.cancel()
    trial.note("swallowed", swallowed and await ended(task) and task.cancelled())
    trial.note("done", not task.cancel() and task.cancelled())
    tasks.append(asyncio.ensure_future(cancel_itself()))
    trial.note("by_itself", await ended(tasks[-1]) and tasks[-1].cancelled())
