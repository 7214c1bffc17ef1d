"""A loop is closed without shutdown_asyncgens(), and an async generator was left half used.

The task that should close the generator is made by the loop itself, and dies with it.

id: d42
awaits: nothing more
job: none
reported: all
needs: -pypy
guards: bare
source: pytest-dev/pytest-asyncio#203, django/asgiref#145
"""
import asyncio


async def numbers():
    yield 1
    yield 2


async def start():
    async for _ in numbers():
        break


def program(trial):
    trial.count_printed("reported", "destroyed but it is pending")
    trial.exit_normally()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(start())
    loop.close()
