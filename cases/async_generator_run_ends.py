"""An async generator is dropped just before asyncio.run() ends, and awaits in its finally.

Up to 3.12 the task that should close it was cancelled before its first step, and the
generator's clean-up never ran; nothing is said.

id: d35
awaits: nothing more
job: none
cleaned_up: >=3.13
reported: none
needs: >=3.7, -pypy
guards: bare
source: gh-117536, gh-117881
"""
import asyncio


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        print("cleaned up")


async def start():
    async for _ in numbers():
        break


def program(trial):
    trial.count_printed("cleaned_up", "cleaned up")
    trial.count_printed("reported", "GeneratorExit")
    trial.exit_normally()
    asyncio.run(start())
