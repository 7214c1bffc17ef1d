"""A Runner runs several coroutines on one loop and in one context; closed, it refuses, and so inside.

id: f93
awaits: nothing more
job: none
one_loop: all
one_context: all
refused_inside: all
left_inside: none
refused_closed: all
loop_open: none
tasks_left: none
needs: >=3.11
guards: bare
source: docs asyncio.Runner
"""
import asyncio
import contextvars

value = contextvars.ContextVar("value", default="unset")
loops = []
cancelled = []


async def left():
    try:
        await asyncio.sleep(3600)
    finally:
        cancelled.append(1)


def refuses(call, coroutine):
    try:
        call(coroutine)
    except RuntimeError:
        return True
    finally:
        coroutine.close()
    return False


async def first(trial, runner):
    loops.append(asyncio.get_running_loop())
    value.set("first")
    asyncio.ensure_future(left())
    await asyncio.sleep(0.01)
    tasks = len(asyncio.all_tasks())
    refused = refuses(runner.run, asyncio.sleep(0)) and refuses(asyncio.run, asyncio.sleep(0))
    trial.note("left_inside", len(asyncio.all_tasks()) - tasks)
    return refused


async def second():
    loops.append(asyncio.get_running_loop())
    return value.get()


def program(trial):
    runner = asyncio.Runner()
    with runner:
        trial.note("refused_inside", runner.run(first(trial, runner)))
        trial.note("one_context", runner.run(second()) == "first" and value.get() == "unset")
        trial.note("one_loop", loops[0] is loops[1] is runner.get_loop())
    trial.note("refused_closed", refuses(runner.run, asyncio.sleep(0)))
    runner.close()
    trial.note("loop_open", not loops[0].is_closed())
    trial.note("tasks_left", 1 - len(cancelled))
