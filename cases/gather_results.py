"""gather() of nothing, of one future twice, of finished futures, of failed and cancelled ones.

It ends each time, with a result in the place of each argument.

id: f21
awaits: gather(), wait() or a group
lost: none
nothing: all
twice: all
finished_first: all
exceptions: all
first_exception: all
child_cancelled: all
failed: all
guards: bare
source: docs asyncio.gather
"""
import asyncio


async def job(value):
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


async def within(*awaitables, **options):
    try:
        return await asyncio.wait_for(asyncio.gather(*awaitables, **options), 5)
    except (ValueError, asyncio.CancelledError) as error:
        return type(error)
    except asyncio.TimeoutError:
        return "too late"


async def main(trial):
    loop = asyncio.get_event_loop()
    done, cancelled = loop.create_future(), loop.create_future()
    done.set_result(1)
    cancelled.cancel()
    shared = job(2)
    trial.note("nothing", await within() == [])
    trial.note("twice", await within(shared, shared) == [2, 2])
    trial.note("finished_first", await within(done, job(2), done) == [1, 2, 1])
    results = await within(job(ValueError()), job(1), return_exceptions=True)
    trial.note("exceptions", [type(result) for result in results] == [ValueError, int])
    trial.note("first_exception", await within(job(1), job(ValueError())) is ValueError)
    trial.note("child_cancelled", await within(job(1), cancelled) is asyncio.CancelledError)
