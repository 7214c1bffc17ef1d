"""Tasks in asyncio.sleep(3600) are cancelled: their timers are cancelled with them.

id: c26
awaits: a timer
lost: none
timers_left: none
guards: bare
source: own
"""
import asyncio


async def job():
    await asyncio.sleep(3600)


async def main(trial):
    tasks = [asyncio.ensure_future(job()) for _ in range(trial.jobs)]
    await asyncio.sleep(0.01)
    for number in range(trial.jobs):
        tasks[number].cancel()
    await asyncio.wait(tasks)
    trial.note("timers_left", sum(not timer.cancelled() and timer.when() > 3600
                                  for timer in asyncio.get_event_loop()._scheduled))
