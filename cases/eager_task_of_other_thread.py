"""A thread makes an eager task for a loop that runs elsewhere, while a job is being woken.

On 3.12 and 3.13 the wake-up meets another task entered in its loop, raises, and is never
repeated. From 3.14 on such a task is refused.

id: d39
awaits: a future
lost: none
orphaned: 3.12, 3.13
refused: >=3.14
cancel.stalled: 3.12, 3.13
needs: >=3.12, -pytask
guards: bare
source: gh-155338
"""
import asyncio
import threading

begun = threading.Event()
go_on = threading.Event()
refused = []


async def job(future):
    await future


async def foreign():
    begun.set()
    go_on.wait(5)


def make_task(loop):
    try:
        asyncio.Task(foreign(), loop=loop, eager_start=True)
    except RuntimeError:
        refused.append(1)
        begun.set()


async def main(trial):
    loop = asyncio.get_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    future = loop.create_future()
    trial.spawn(job(future))
    await asyncio.sleep(0.01)
    worker = threading.Thread(target=make_task, args=(loop,))
    over = loop.create_future()

    def wake():
        worker.start()
        begun.wait(5)
        if not future.done():
            future.set_result(None)
        loop.call_soon(loop.call_soon, end)

    def end():
        go_on.set()
        worker.join()
        over.set_result(None)

    loop.call_soon(wake)
    await over
    del future, wake
    await trial.drain()
    trial.note("refused", len(refused))
