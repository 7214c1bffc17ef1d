"""A job of the background_tasks set raises, and nobody awaits it.

The callback discards the task, the last reference goes, and asyncio says "exception was
never retrieved" at once. Keep the task any longer and it says nothing.

id: t08
awaits: nothing more
lost: none
failed: all
reported: all
guards: bare
source: docs asyncio.create_task
"""
import asyncio

background_tasks = set()


async def job():
    raise ValueError("the account does not exist")


def start():
    task = asyncio.ensure_future(job())
    background_tasks.add(task)
    task.add_done_callback(background_tasks.discard)


async def main(trial):
    for _ in range(trial.jobs):
        start()
    await asyncio.sleep(0.05)
    trial.note("reported",
               sum("never retrieved" in message for message in trial.messages))
