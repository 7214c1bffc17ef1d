"""A staggered race is won: the others are cancelled, and their exceptions are no news.

id: f37
awaits: gather(), wait() or a group
job: none
won: all
losers_cancelled: all
reported: none
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: own
"""
import asyncio
from asyncio.staggered import staggered_race

cancelled = []


async def job():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        cancelled.append(1)
        raise


async def fail():
    raise OSError("connection refused")


async def win():
    await asyncio.sleep(0.2)
    return "won"


async def main(trial):
    task = asyncio.ensure_future(
        staggered_race([fail, job, win, job], 0.1, loop=asyncio.get_event_loop()))
    await asyncio.wait([task], timeout=5)
    winner, index, exceptions = task.result() if task.done() else (None, 0, [])
    trial.note("won", winner == "won" and index == 2 and type(exceptions[0]) is OSError)
    trial.note("losers_cancelled", len(cancelled) == 2)
    task.cancel()
    await trial.drain()
    trial.collect()
    trial.note("reported", len(trial.messages))
