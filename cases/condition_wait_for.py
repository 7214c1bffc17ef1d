"""Jobs wait in Condition.wait_for() for a number: notify_all() wakes all that it concerns.

id: f13
awaits: a lock or a semaphore
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_waiters: none
woken: all
too_early: none
guards: bare
source: own
"""
import asyncio

value = [0]
woken = []


async def job(number, condition):
    async with condition:
        await condition.wait_for(lambda: value[0] > number)
        woken.append(number)


async def main(trial):
    condition = asyncio.Condition()
    tasks = [asyncio.ensure_future(job(number, condition)) for number in range(trial.jobs)]
    await trial.wait()
    too_early = 0
    for _ in range(trial.jobs):
        async with condition:
            value[0] += 1
            condition.notify_all()
        await asyncio.sleep(0.01)
        too_early += len(woken) > value[0]
    trial.note("woken", len(woken))
    trial.note("too_early", too_early)
    for number in range(trial.jobs):
        tasks[number].cancel()
    await trial.drain()
