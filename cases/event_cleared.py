"""An event is set and cleared at once: who waits is woken all the same, who comes later waits.

id: f92
awaits: an event
job: none
woken: all
later_waits: all
woken_twice: all
waiters_left: none
guards: bare
source: docs asyncio.Event
"""
import asyncio


async def main(trial):
    event = asyncio.Event()
    waiting = [asyncio.ensure_future(event.wait()) for _ in range(3)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    event.set()
    event.set()
    event.clear()
    later = asyncio.ensure_future(event.wait())
    await asyncio.wait(waiting, timeout=5)
    trial.note("woken", all(each.done() and each.result() is True for each in waiting[1:]))
    trial.note("later_waits", not later.done())
    event.set()
    await asyncio.wait([later], timeout=5)
    trial.note("woken_twice", later.done() and await asyncio.wait_for(event.wait(), 5))
    trial.note("waiters_left", len(event._waiters))
    for each in waiting + [later]:
        each.cancel()
