"""An eager task fails to start, because its context is no context.

On some versions the half-made task stays registered with its loop, and asyncio.run(),
which wants to cancel it, never returns.

id: d40
awaits: nothing more
job: none
returned: 3.13.18, >=3.15
needs: >=3.12
guards: bare
source: gh-157301
"""
import asyncio
import threading

returned = []


async def job():
    pass


async def start():
    asyncio.Task(job(), loop=asyncio.get_running_loop(), eager_start=True, context=3)


def run():
    try:
        asyncio.run(start())
    except TypeError:
        pass
    returned.append(1)


def program(trial):
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(5)
    trial.note("returned", len(returned))
