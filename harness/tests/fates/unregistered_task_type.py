"""A program with a task type of its own, of which asyncio knows nothing.

id: unregistered
lost: none
"""
import asyncio


class Task(asyncio.Future):
    def __init__(self, coroutine, loop):
        super().__init__(loop=loop)
        self._coro = coroutine
        loop.call_soon(self._step)

    def _step(self):
        try:
            self._coro.send(None)
        except StopIteration:
            self.set_result(None)


async def job():
    pass


async def main(trial):
    Task(job(), asyncio.get_event_loop())
    trial.spawn(job())
    await trial.wait()
