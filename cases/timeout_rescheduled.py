"""The deadline of a timeout() is moved: the old one does not fire, the new one does.

id: f24
awaits: wait_for() or timeout()
lost: none
old_fired: none
new_fired: all
past_fired: all
timers_left: none
cancel.failed_programs: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.Timeout.reschedule
"""
import asyncio


async def job(loop, trial):
    async with asyncio.timeout(1) as limit:
        limit.reschedule(loop.time() + 3600)
        await asyncio.sleep(5)
    trial.note("old_fired", limit.expired())
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    for name, move in ("new_fired", 1), ("past_fired", -1):
        try:
            async with asyncio.timeout(3600) as limit:
                limit.reschedule(loop.time() + move)
                await asyncio.sleep(100)
        except TimeoutError:
            trial.note(name, 1)


async def main(trial):
    task = asyncio.ensure_future(job(asyncio.get_event_loop(), trial))
    await asyncio.wait([task])
    task.result()
