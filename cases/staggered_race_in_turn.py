"""A staggered race without a delay: each attempt begins as the one before has failed.

The first that succeeds wins, those behind it never begin; a slow one is overtaken with a delay.

id: f95
awaits: gather(), wait() or a group
job: none
in_turn: all
winner_told: all
overtaken: all
loser_cancelled: all
tasks_left: none
needs: >=3.8, ->=3.14+pytask, -3.12.0..3.12.8+eager, -3.13.0..3.13.1+eager
guards: bare
source: own
"""
import asyncio
from asyncio.staggered import staggered_race

calls = []


def attempt(name, delay, fails):
    async def run():
        calls.append("begin " + name)
        try:
            await asyncio.sleep(delay)
        except asyncio.CancelledError:
            calls.append("cancelled " + name)
            raise
        calls.append("end " + name)
        if fails:
            raise OSError(name)
        return name
    return run


async def limited(waiting):
    task = asyncio.ensure_future(waiting)
    await asyncio.wait([task], timeout=1000)
    result = task.result() if task.done() and not task.exception() else (None, None, [])
    task.cancel()
    return result


async def main(trial):
    before = len(asyncio.all_tasks())
    winner, index, errors = await limited(staggered_race(
        [attempt("a", 2, True), attempt("b", 1, True), attempt("c", 3, False), attempt("d", 0, False)], None))
    trial.note("in_turn", calls == ["begin a", "end a", "begin b", "end b", "begin c", "end c"])
    trial.note("winner_told", winner == "c" and index == 2 and [type(each) for each in errors[:2]] == [OSError] * 2)
    del calls[:]
    winner, index, _ = await limited(staggered_race([attempt("slow", 50, False), attempt("fast", 1, False)], 10))
    trial.note("overtaken", winner == "fast" and index == 1)
    trial.note("loser_cancelled", calls == ["begin slow", "begin fast", "end fast", "cancelled slow"])
    await asyncio.sleep(1)
    trial.note("tasks_left", len(asyncio.all_tasks()) - before)
