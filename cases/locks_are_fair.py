"""Who waits first for a lock, a semaphore or a condition has it first; nobody overtakes.

Between two changes for gh-90155 who comes later may overtake at a semaphore.

id: f90
awaits: a lock or a semaphore
job: none
lock_in_order: all
lock_free: all
semaphore_in_order: -3.9.11..3.9, -3.10.3..3.10.7
semaphore_free: all
alone: all
notified_in_order: all
too_many_released: none
guards: bare
source: gh-90155, docs asyncio.Lock
"""
import asyncio


async def hold(lock, order, name):
    async with lock:
        order.append(name)
        await asyncio.sleep(10)


async def in_order(lock):
    order = []
    tasks = [asyncio.ensure_future(hold(lock, order, number)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.sleep(15)
    tasks.append(asyncio.ensure_future(hold(lock, order, 4)))
    await asyncio.wait(tasks, timeout=500)
    for task in tasks:
        task.cancel()
    return order == [0, 1, 3, 4]


async def wait(condition, order, name):
    async with condition:
        await condition.wait()
        order.append(name)


async def notified(condition, order):
    tasks = [asyncio.ensure_future(wait(condition, order, number)) for number in range(5)]
    await asyncio.sleep(10)
    for count in 1, 2, None:
        async with condition:
            condition.notify(count) if count else condition.notify_all()
        await asyncio.sleep(10)
        order.append("-")
    await asyncio.wait(tasks, timeout=500)
    for task in tasks:
        task.cancel()
    return order == [0, "-", 1, 2, "-", 3, 4, "-"]


async def main(trial):
    lock, semaphore = asyncio.Lock(), asyncio.BoundedSemaphore(1)
    alone = [asyncio.ensure_future(hold(each, [], 0)) for each in (lock, semaphore)]
    await asyncio.wait(alone, timeout=500)
    trial.note("alone", all(each.done() and not each.exception() for each in alone))
    trial.note("lock_in_order", await in_order(lock))
    trial.note("lock_free", not lock.locked())
    trial.note("semaphore_in_order", await in_order(semaphore))
    trial.note("semaphore_free", not semaphore.locked())
    try:
        semaphore.release()
        trial.note("too_many_released", 1)
    except ValueError:
        trial.note("too_many_released", 0)
    trial.note("notified_in_order", await notified(asyncio.Condition(), []))
