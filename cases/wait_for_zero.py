"""wait_for(..., 0): what is done gives its result, what is not done is cancelled, and has ended.

id: f23
awaits: wait_for() or timeout()
lost: none
result: all
timed_out: all
ended_before: >=3.8
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio

ended = []


async def job():
    try:
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0)
        ended.append(1)


async def main(trial):
    done = asyncio.get_event_loop().create_future()
    done.set_result(1)
    trial.note("result", await asyncio.wait_for(done, 0) == 1)
    task = asyncio.ensure_future(job())
    await asyncio.sleep(0.01)
    try:
        await asyncio.wait_for(task, 0)
    except asyncio.TimeoutError:
        trial.note("timed_out", 1)
    trial.note("ended_before", len(ended))
    await trial.drain()
