"""The main coroutine of asyncio.run() is cancelled, or fails: run() says so, and closes the loop.

id: f34
awaits: a timer
job: none
cancels: all
failed_told: all
loops_open: none
loop_set: none
needs: >=3.7
guards: bare
source: docs asyncio.run
"""
import asyncio

loops = []


async def job(ends):
    loops.append(asyncio.get_event_loop())
    if ends == "cancelled":
        loops[-1].call_later(1, asyncio.current_task().cancel)
    await asyncio.sleep(2)
    raise ValueError("the account does not exist")


async def start(ends):
    await job(ends)


def program(trial):
    try:
        asyncio.run(start("cancelled"))
    except asyncio.CancelledError:
        trial.note("cancels", 1)
    try:
        asyncio.run(start("failed"))
    except ValueError:
        trial.note("failed_told", 1)
    trial.note("loops_open", sum(not loop.is_closed() for loop in loops))
    trial.note("loop_set", asyncio._get_running_loop() is not None)
