"""A task type of which asyncio knows nothing."""
import asyncio


def make():
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

    return Task


Imported = make()
