"""Many wait_for(..., timeout=3600) end at once: their timers are cancelled, not removed.

The loop's schedule is cleaned when more than half of over a hundred timers in it are
cancelled, or when one comes to its top.

id: c18
awaits: wait_for() or timeout()
lost: none
timers_left: none
cancel.failed_programs: all
cancel.uncancelled: 3.8.6..3.11
needs: ->=3.14+pytask
guards: bare
source: own
"""
import asyncio


async def job():
    for _ in range(60):
        await asyncio.wait_for(asyncio.sleep(0), 3600)


async def main(trial):
    await asyncio.ensure_future(job())
    await asyncio.sleep(0.001)
    scheduled = asyncio.get_event_loop()._scheduled
    trial.note("timers_left", sum(timer.cancelled() for timer in scheduled))
