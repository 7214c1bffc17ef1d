"""A job cancels itself and returns, or waits: it is cancelled, and not a step later than that.

Up to 3.7 one that returns fails with CancelledError, and is not called cancelled.

id: g41
awaits: nothing more
job: none
returned: >=3.8
waited: all
in_callback: all
guards: bare
source: gh-82429, docs asyncio.Task.cancel
"""
import asyncio

tasks, went_on = [], []


async def cancel_and_return():
    tasks[-1].cancel()
    return 42


async def cancel_and_wait():
    tasks[-1].cancel()
    await asyncio.sleep(0)
    went_on.append(1)


async def cancelled(coroutine):
    tasks.append(asyncio.ensure_future(coroutine))
    await asyncio.wait([tasks[-1]], timeout=5)
    return tasks[-1].cancelled()


async def main(trial):
    trial.note("returned", await cancelled(cancel_and_return()))
    trial.note("waited", await cancelled(cancel_and_wait()) and not went_on)
    ended = asyncio.ensure_future(asyncio.sleep(0, 1))
    taken = []
    ended.add_done_callback(lambda task: taken.append(task.cancel()))
    await asyncio.wait([ended], timeout=5)
    await asyncio.sleep(0)
    trial.note("in_callback", taken == [False] and ended.result() == 1)
