"""A job starts or closes a loop while its own one runs: it is refused, each time, and the job goes on.

id: g30
awaits: nothing more
job: none
run_refused: >=3.7
same_loop_refused: all
other_loop_refused: all
close_refused: all
went_on: all
guards: bare
source: docs asyncio.run
"""
import asyncio


async def never():
    pass


def refused(call, *arguments):
    coroutine = never()
    try:
        call(coroutine)
    except RuntimeError:
        return True
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
    await asyncio.wait([asyncio.ensure_future(job(trial, asyncio.get_event_loop()))])
