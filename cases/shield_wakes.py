"""Jobs wait for shield(): each learns how the shielded task ended.

id: f18
awaits: shield()
lost: none
got_result: all
got_exception: all
got_cancelled: all
cancel.uncancelled: all
cancel.more_reports: all
guards: bare
source: own
"""
import asyncio

got = []


async def job(future):
    try:
        got.append(await asyncio.shield(future))
    except ValueError:
        got.append("exception")
    except asyncio.CancelledError:
        got.append("cancelled")


async def main(trial):
    loop = asyncio.get_event_loop()
    futures = [loop.create_future() for _ in range(3)]
    tasks = [asyncio.ensure_future(job(future)) for future in futures]
    await trial.wait()
    futures[0].set_exception(ValueError("the account does not exist"))
    futures[1].set_result("result")
    futures[2].cancel()
    await asyncio.wait(tasks, timeout=5)
    for ending in "result", "exception", "cancelled":
        trial.note("got_" + ending, ending in got)
    for number in range(3):
        tasks[number].cancel()
    await trial.drain()
