"""A job starts or closes a loop while its own one runs: it is refused, each time, and nothing is left of it.

id: g30
awaits: nothing more
job: none
run_refused: >=3.7
same_loop_refused: all
other_loop_refused: all
close_refused: all
never_awaited: none
went_on: all
guards: bare
source: docs asyncio.run
"""
import asyncio
import warnings


async def never():
    pass


def refused(call, *arguments):
    coroutine = never()
    try:
        call(coroutine)
    except Exception as error:
        return isinstance(error, RuntimeError)
    finally:
        coroutine.close()
    return False


async def job(trial, loop):
    other = asyncio.new_event_loop()
    trial.note("run_refused", hasattr(asyncio, "run") and refused(asyncio.run))
    trial.note("same_loop_refused", refused(loop.run_until_complete))
    trial.note("other_loop_refused", refused(other.run_until_complete))
    trial.note("close_refused", refused(lambda _: loop.close()))
    other.close()
    await asyncio.sleep(0.01)
    trial.note("went_on", 1)


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await asyncio.wait([asyncio.ensure_future(job(trial, asyncio.get_event_loop()))])
        trial.collect()
    trial.note("never_awaited", sum("never awaited" in str(each.message) for each in caught))
