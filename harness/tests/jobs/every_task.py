"""Every task counts but the main one, however that is run.

id: jobs9
lost: none
finished_mains: all
job: *
"""
import asyncio


async def nothing():
    await asyncio.sleep(0.1)


async def start():
    task = asyncio.ensure_future(nothing())
    await asyncio.sleep(0.01)
    await task
    return 1


def program(trial):
    loop = trial.loop()
    mains = loop.run_until_complete(start())
    mains += loop.run_until_complete(loop.create_task(start()))
    loop.close()
    if hasattr(asyncio, 'run'):
        mains += asyncio.run(start())
    else:
        loop = trial.loop()
        mains += loop.run_until_complete(start())
    trial.note('finished_mains', mains)
