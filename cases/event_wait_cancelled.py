"""Tasks in Event.wait() are cancelled: they leave the event's list of waiters.

id: c29
awaits: an event
lost: none
waiters_left: none
woken: all
guards: bare
source: own
"""
import asyncio

woken = []


async def job(event):
    await event.wait()
    woken.append(1)


async def main(trial):
    event = asyncio.Event()
    tasks = [asyncio.ensure_future(job(event)) for _ in range(trial.jobs)]
    await asyncio.sleep(0.01)
    for number in range(trial.jobs - 1):
        tasks[number].cancel()
    await asyncio.sleep(0.01)
    trial.note("waiters_left", len(event._waiters) - 1)
    event.set()
    await asyncio.wait(tasks, timeout=5)
    trial.note("woken", len(woken))
    event.clear()
    tasks[-1].cancel()
    await trial.drain()
