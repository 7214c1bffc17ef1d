"""A condition is waited for or notified without its lock: that is refused.

A waiter that is cancelled gives its lock back, and an own lock is used.

id: f91
awaits: a lock or a semaphore
job: none
refused: all
own_lock_used: all
free_again: all
waiters_left: none
guards: bare
source: docs asyncio.Condition
"""
import asyncio


async def refuses(condition):
    refused = 0
    waiting = asyncio.ensure_future(condition.wait())
    await asyncio.wait([waiting], timeout=5)
    refused += waiting.done() and isinstance(waiting.exception(), RuntimeError)
    waiting.cancel()
    for call in condition.notify, condition.notify_all:
        try:
            call()
        except RuntimeError:
            refused += 1
    return refused == 3


async def wait(condition):
    async with condition:
        await condition.wait()


async def main(trial):
    lock = asyncio.Lock()
    condition = asyncio.Condition(lock)
    trial.note("refused", await refuses(condition))
    await lock.acquire()
    waiting = asyncio.ensure_future(wait(condition))
    await asyncio.sleep(0.01)
    trial.note("own_lock_used", condition.locked() and not condition._waiters)
    lock.release()
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting], timeout=5)
    trial.note("free_again", waiting.cancelled() and not lock.locked())
    trial.note("waiters_left", len(condition._waiters))
