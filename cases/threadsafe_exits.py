"""What a thread has asked of the loop raises SystemExit, or a task factory does: it leaves run_forever().

Once the loop runs again, the thread gets what its coroutine raised; of the factory's it is not told.

id: f115
awaits: a thread or another process
job: none
left_by_factory: all
told_of_factory: none
left_by_coroutine: all
told_of_coroutine: all
reports: none
guards: bare
source: docs asyncio.run_coroutine_threadsafe
"""
import asyncio
import threading


async def leave():
    raise SystemExit(3)


def refuse(loop, coroutine, **more):
    coroutine.close()
    raise SystemExit(3)


def leaves(loop, left):
    try:
        loop.run_forever()
    except SystemExit:
        left.append(1)


def asked(loop):
    left = []
    thread = threading.Thread(target=leaves, args=(loop, left))
    thread.start()
    future = asyncio.run_coroutine_threadsafe(leave(), loop)
    loop.call_soon_threadsafe(loop.call_later, 1, loop.stop)
    thread.join()
    loop.call_soon(loop.stop)
    loop.run_forever()
    return len(left), future.done() and isinstance(future.exception(), SystemExit)


def program(trial):
    loop = trial.loop()
    left, told = asked(loop)
    trial.note("left_by_coroutine", left)
    trial.note("told_of_coroutine", told)
    factory = loop.get_task_factory()
    loop.set_task_factory(refuse)
    left, told = asked(loop)
    loop.set_task_factory(factory)
    trial.note("left_by_factory", left)
    trial.note("told_of_factory", told)
    trial.note("reports", len(trial.messages))
    loop.close()
