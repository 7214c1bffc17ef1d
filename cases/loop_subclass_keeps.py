"""A loop class of the program's own keeps its pending tasks, as is proposed for asyncio.

id: t18
awaits: an event
lost: none
needs: >=3.7
guards: bare
source: gh-91887, spesmilo/electrum#9608
"""
import asyncio
import weakref

events = weakref.WeakSet()


class KeepingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        super().__init__()
        self.pending = set()

    def create_task(self, *args, **options):
        task = super().create_task(*args, **options)
        self.pending.add(task)
        task.add_done_callback(self.pending.discard)
        return task


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def start(trial):
    for _ in range(trial.jobs):
        asyncio.ensure_future(job())
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()


def program(trial):
    loop = KeepingLoop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(start(trial))
    loop.close()
