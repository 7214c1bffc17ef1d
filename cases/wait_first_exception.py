"""wait() for the first exception: it ends as the first task fails, and not as others end.

A task that was cancelled is no exception.

id: f85
awaits: gather(), wait() or a group
job: none
too_early: none
too_late: none
all_ended: all
timers_left: none
guards: bare
source: docs asyncio.wait
"""
import asyncio


async def end(delay, fails=False):
    await asyncio.sleep(delay)
    if fails:
        raise ValueError("the account does not exist")


async def main(trial):
    loop = asyncio.get_event_loop()
    tasks = [asyncio.ensure_future(end(1)), asyncio.ensure_future(end(3600)),
             asyncio.ensure_future(end(5, True)), asyncio.ensure_future(end(100))]
    loop.call_later(2, tasks[1].cancel)
    before = loop.time()
    waiting = asyncio.ensure_future(
        asyncio.wait(tasks, timeout=50, return_when=asyncio.FIRST_EXCEPTION))
    await asyncio.wait([waiting], timeout=200)
    took = loop.time() - before
    trial.note("too_early", took < 4.9)
    trial.note("too_late", took > 6)
    done, pending = waiting.result() if waiting.done() else ((), ())
    trial.note("all_ended", set(done) == set(tasks[:3]) and set(pending) == {tasks[3]})
    tasks[3].cancel()
    tasks[2].exception()
    await asyncio.sleep(0.01)
    trial.note("timers_left", sum(not timer.cancelled() and timer.when() > loop.time()
                                  for timer in loop._scheduled))
