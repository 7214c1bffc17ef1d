"""One job of gather() raises: the others go on, and nobody holds them any more.

gather() hands the first exception to its caller and is done. The jobs that are left run
in the background without an owner, and wait for something known only weakly. gather()
has also told them not to complain: when they are lost, nothing is said.

id: t12
awaits: an event
lost: all
failed: all
silent: all
cancel.failed_programs: all
guards: bare, loop-strong
source: docs asyncio.gather
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job(number):
    if number == 0:
        raise ValueError("the account does not exist")
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def gather_all(count):
    try:
        await asyncio.gather(*[job(number) for number in range(count)])
    except ValueError:
        pass


async def main(trial):
    await gather_all(trial.jobs)
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
