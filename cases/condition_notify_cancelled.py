"""notify(1) of a Condition goes to a waiter that is cancelled in the same step.

From 3.13 on the cancelled waiter passes the notification on. Before, it is lost, and the
other waiter sleeps on.

id: f03
awaits: a lock or a semaphore
lost: none
orphaned: <3.13
stuck: <3.13
guards: bare
source: gh-112202
"""
import asyncio

woken = []


async def wait_for(condition):
    async with condition:
        await condition.wait()


async def job(condition):
    await wait_for(condition)
    woken.append(1)


async def main(trial):
    condition = asyncio.Condition()
    first = asyncio.ensure_future(wait_for(condition))
    await asyncio.sleep(0)
    trial.spawn(job(condition))
    await asyncio.sleep(0)
    async with condition:
        condition.notify(1)
        first.cancel()
    del first
    await trial.wait()
    trial.note("stuck", not woken)
    await trial.drain()
