"""wait_for() runs out of time: it returns when the cancelled job has done its clean-up.

Up to 3.6 it returns at once.

id: f08
awaits: wait_for() or timeout()
job: none
ended_before: >=3.7
needs: ->=3.14+pytask
guards: bare
source: gh-76932 (bpo-32751)
"""
import asyncio

ended = []


async def job():
    try:
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(1)
        ended.append(1)


async def main(trial):
    try:
        await asyncio.wait_for(job(), 0.01)
    except asyncio.TimeoutError:
        pass
    trial.note("ended_before", len(ended))
    await asyncio.sleep(5)
