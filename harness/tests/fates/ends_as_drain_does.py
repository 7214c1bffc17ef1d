"""The jobs end in the very turn of the loop in which nothing is left to be waited for.

Whoever awaits them, as a guard may, has not been woken by then.

id: ends_with_drain
lost: none
source: own
"""
import asyncio

STEP = 0.01  # the first pause of trial.drain()


async def job(event):
    await event.wait()


async def main(trial):
    event = asyncio.Event()
    for _ in range(trial.jobs):
        trial.spawn(job(event))
    await asyncio.sleep(STEP)
    asyncio.get_event_loop().call_later(STEP, event.set)
