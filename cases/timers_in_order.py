"""Timers run in the order of their times, each once, and those that were cancelled not at all.

id: f67
awaits: a timer
job: none
in_order: all
cancelled_ran: none
left: none
guards: bare
source: docs loop.call_later
"""
import asyncio
import random

ran = []


async def main(trial):
    loop = asyncio.get_event_loop()
    before = len(loop._scheduled)
    times = list(range(1, 300))
    random.Random(1).shuffle(times)
    timers = [loop.call_later(time, ran.append, time) for time in times]
    for time, timer in zip(times, timers):
        if time % 3 == 0 or time < 10 or 100 < time < 250:
            timer.cancel()
            timer.cancel()
    expected = [time for time in range(10, 300) if time % 3 and not 100 < time < 250]
    loop.call_at(loop.time() - 1, ran.append, 0)
    del timers, timer
    await asyncio.sleep(1000)
    trial.note("in_order", ran == [0] + expected)
    trial.note("cancelled_ran", len(set(ran) - {0} - set(expected)))
    trial.note("left", len(loop._scheduled) - before)
