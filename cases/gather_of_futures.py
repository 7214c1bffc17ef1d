"""gather() of nothing, of what is done, of one thing twice, of failures: it ends, and in order.

id: f86
awaits: gather(), wait() or a group
job: none
nothing: all
done_before: all
twice: all
failures_returned: all
first_failure_told: all
late_failure_silent: all
guards: bare
source: docs asyncio.gather
"""
import asyncio
import gc


async def end(result, delay=0.01):
    await asyncio.sleep(delay)
    if isinstance(result, Exception):
        raise result
    return result


async def limited(waiting):
    done, _ = await asyncio.wait([waiting], timeout=5)
    if waiting not in done:
        waiting.cancel()
        return "no end"
    return waiting.exception() or waiting.result()


async def main(trial):
    loop = asyncio.get_event_loop()
    trial.note("nothing", await limited(asyncio.gather()) == [])
    done = loop.create_future()
    done.set_result("done")
    trial.note("done_before", await limited(asyncio.gather(done, end("later"), done)) == ["done", "later", "done"])
    task = asyncio.ensure_future(end("once"))
    trial.note("twice", await limited(asyncio.gather(task, end("other"), task)) == ["once", "other", "once"])
    cancelled = asyncio.ensure_future(end("never", 3600))
    cancelled.cancel()
    results = await limited(asyncio.gather(
        end(ValueError()), cancelled, end("last"), return_exceptions=True))
    trial.note("failures_returned", isinstance(results, list) and isinstance(results[0], ValueError) and
               isinstance(results[1], asyncio.CancelledError) and results[2] == "last")
    first = await limited(asyncio.gather(end("result", 1), end(ValueError(), 2), end(KeyError(), 3)))
    trial.note("first_failure_told", isinstance(first, ValueError))
    await asyncio.sleep(5)
    gc.collect()
    trial.note("late_failure_silent", not trial.messages)
