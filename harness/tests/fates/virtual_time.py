"""Hours pass in no time; threads that sleep, sleep in the same time.

id: hours
lost: none
"""
import asyncio
import threading
import time


async def job():
    await asyncio.sleep(3600)


async def main(trial):
    loop = asyncio.get_event_loop()
    began = time.monotonic()
    trial.spawn(job())
    await loop.run_in_executor(None, time.sleep, 1800)
    trial.note('half_an_hour', 1799 < time.monotonic() - began < 1801)
    event = threading.Event()
    trial.note('timed_out', not await loop.run_in_executor(None, event.wait, 900))
    trial.note('three_quarters', 2699 < time.monotonic() - began < 2702)
    await asyncio.sleep(1000)
    trial.note('an_hour', 3699 < time.monotonic() - began < 3702)
