"""Failed tasks are kept in a global until the interpreter exits.

As it goes it clears the module, the tasks go, and their exceptions are reported at
last. On 3.13.0 the report itself fails that late.

id: d16
awaits: nothing more
lost: none
failed: all
reported: <3.13.0, >=3.13.1, -pypy
report_failed: 3.13.0
guards: bare
source: own
"""
import asyncio

tasks = []


async def job():
    raise ValueError("the account does not exist")


async def start(count):
    for _ in range(count):
        tasks.append(asyncio.ensure_future(job()))
    await asyncio.sleep(0.01)


def program(trial):
    trial.count_printed("reported", "never retrieved")
    trial.count_printed("report_failed", "Exception ignored")
    trial.exit_normally()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(start(trial.jobs))
    loop.close()
