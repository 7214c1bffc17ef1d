"""A program with a task type of its own, which steps its coroutine by itself and registers with asyncio.

id: own
lost: none
needs: >=3.7
"""
import asyncio


class Task:
    _asyncio_future_blocking = False

    def __init__(self, coroutine, loop):
        self.coroutine = coroutine
        asyncio._register_task(self)
        loop.call_soon(self.run)

    def run(self):
        try:
            self.coroutine.send(None)
        except StopIteration:
            pass

    def done(self):
        return True


async def job():
    pass


async def main(trial):
    Task(job(), asyncio.get_event_loop())
    trial.spawn(job())
    await trial.wait()
