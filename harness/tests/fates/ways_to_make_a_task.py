"""Every way to make a task, each waiting for a future that is known only weakly.

id: way
lost: all
"""
import asyncio
import weakref

futures = []
Task = asyncio.Task
PyTask = asyncio.tasks._PyTask


class Subclass(Task):
    pass


class SilentDel(Task):
    def __del__(self):  # never calls super: asyncio's own message is not seen
        pass


class OwnMethods(Task):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def __del__(self):
        super().__del__()


class PySubclass(PyTask):
    pass


async def job():
    future = asyncio.get_event_loop().create_future()
    futures.append(weakref.ref(future))
    await future


def from_factory(loop):
    loop.set_task_factory(lambda loop, coroutine, **options: Task(coroutine, loop=loop, **options))
    try:
        loop.create_task(job())
    finally:
        loop.set_task_factory(None)


async def main(trial):
    loop = asyncio.get_event_loop()
    ways = 0
    for make in (lambda: loop.create_task(job()), lambda: asyncio.ensure_future(job()),
                 lambda: Task(job(), loop=loop), lambda: Subclass(job(), loop=loop),
                 lambda: SilentDel(job(), loop=loop), lambda: OwnMethods(job(), loop=loop),
                 lambda: PyTask(job(), loop=loop), lambda: PySubclass(job(), loop=loop),
                 lambda: from_factory(loop),
                 lambda: asyncio.run_coroutine_threadsafe(job(), loop)):
        make()
        ways += 1
    trial.note('ways', ways)
    await asyncio.sleep(0.05)
    await trial.wait()
    for future in [reference() for reference in futures]:
        if future is not None and not future.done():
            future.set_result(None)
