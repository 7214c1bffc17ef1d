"""Claim: the event loop keeps only weak references to tasks.

True of its list of all tasks, not of what is to run. A task that sleeps, is ready to
run, or will be woken by call_later() is held by the loop's own schedule.

id: e19
awaits: a timer
lost: none
cancel.stalled: none
cancel.uncancelled: none
cancel.left_timers: none
source: docs asyncio.create_task
"""
import asyncio


async def job(number):
    loop = asyncio.get_event_loop()
    if number % 3 == 0:
        await asyncio.sleep(3600)
    elif number % 3 == 1:
        for _ in range(20):
            await asyncio.sleep(0)
    else:
        waiter = loop.create_future()
        loop.call_later(3600, waiter.set_result, None)
        await waiter
