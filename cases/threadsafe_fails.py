"""What a thread has asked of the loop cannot start, fails, or is cancelled there: the thread is told.

id: f87
awaits: a thread or another process
job: none
start_told: all
failure_told: all
cancel_told: all
reported: all
guards: bare
source: docs asyncio.run_coroutine_threadsafe
"""
import asyncio
import concurrent.futures
import threading


all_tasks = getattr(asyncio, "all_tasks", None) or asyncio.Task.all_tasks


async def fail():
    raise ValueError("the account does not exist")


async def wait_for_ever():
    await asyncio.sleep(3600)


def refuse(loop, coroutine, **more):
    coroutine.close()
    raise KeyError("no task today")


def outcome(future):
    try:
        return type(future.exception(timeout=5))
    except concurrent.futures.CancelledError:
        return "cancelled"
    except concurrent.futures.TimeoutError:
        return "no end"


async def cancel():
    for task in all_tasks():
        if "wait_for_ever" in repr(task):
            task.cancel()


def program(trial):
    loop = trial.loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    trial.note("failure_told", outcome(asyncio.run_coroutine_threadsafe(fail(), loop)) is ValueError)
    waiting = asyncio.run_coroutine_threadsafe(wait_for_ever(), loop)
    asyncio.run_coroutine_threadsafe(cancel(), loop).result(5)
    trial.note("cancel_told", outcome(waiting) == "cancelled")
    before = len(trial.messages)
    factory = loop.get_task_factory()
    loop.set_task_factory(refuse)
    trial.note("start_told", outcome(asyncio.run_coroutine_threadsafe(fail(), loop)) is KeyError)
    loop.set_task_factory(factory)
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(5)
    trial.note("reported", len(trial.messages) - before)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
