"""asyncio.wait() is given a thing that is no awaitable, beside a task with a subprocess.

The program ends at once, while the child is being made. From 3.11 to 3.13.9, and in 3.14.0,
its cancelled task waits for a child that nobody watches any more, and run() never returns.

id: d41
awaits: a subprocess
lost: none
stranded: 3.11..3.13.9, 3.14.0, pypy
returned: <3.11, 3.13.10..3.13, >=3.14.1
needs: >=3.8
guards: bare
source: gh-105288, gh-103847
"""
import asyncio
import subprocess
import threading

returned = []


async def job():
    process = await asyncio.create_subprocess_exec("true", stdout=subprocess.PIPE)
    await process.communicate()


async def start():
    task = asyncio.ensure_future(job())
    await asyncio.wait([0, task])


def run():
    try:
        asyncio.run(start())
    except (TypeError, AttributeError):
        pass
    returned.append(1)


def program(trial):
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(5)
    trial.note("returned", len(returned))
