"""A queue is shut down with items in it: they can still be had, then who gets or puts is told.

With immediate=True they are dropped, and join() does not wait for them.

id: f89
awaits: a queue
job: none
put_refused: all
items_had: all
then_told: all
join_waits: all
dropped: all
join_ends: all
needs: >=3.13
guards: bare
source: gh-96471
"""
import asyncio


async def refused(call):
    try:
        result = call()
        if result is not None and hasattr(result, "__await__"):
            await asyncio.wait_for(result, 5)
    except asyncio.QueueShutDown:
        return True
    except (asyncio.QueueEmpty, asyncio.QueueFull, TimeoutError):
        pass
    return False


async def main(trial):
    queue = asyncio.Queue(2)
    for item in "ab":
        queue.put_nowait(item)
    joining = asyncio.ensure_future(queue.join())
    queue.shutdown()
    trial.note("put_refused", await refused(lambda: queue.put("c")) and
               await refused(lambda: queue.put_nowait("c")))
    trial.note("items_had", [await queue.get(), queue.get_nowait()] == ["a", "b"])
    trial.note("then_told", await refused(queue.get) and await refused(queue.get_nowait) and
               await refused(lambda: queue.put("c")) and await refused(lambda: queue.put_nowait("c")))
    queue.task_done()
    await asyncio.sleep(0.01)
    trial.note("join_waits", not joining.done())
    queue.task_done()
    await asyncio.wait([joining], timeout=5)
    trial.note("join_ends", joining.done())
    joining.cancel()
    await dropped(trial)


async def dropped(trial):
    queue = asyncio.Queue()
    for item in "abc":
        queue.put_nowait(item)
    queue.get_nowait()
    joining = asyncio.ensure_future(queue.join())
    await asyncio.sleep(0.01)
    queue.shutdown(immediate=True)
    await asyncio.sleep(0.01)
    early = joining.done()
    queue.task_done()
    await asyncio.wait([joining], timeout=5)
    trial.note("dropped", not early and joining.done() and await refused(queue.get) and queue.empty())
    joining.cancel()
