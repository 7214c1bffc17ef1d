"""A neighbour's finalizer makes a collected job reachable again, and nobody ever wakes it.

id: q02
lost: all
guards: bare
"""
import asyncio
import collections.abc
import weakref

futures = weakref.WeakSet()
graveyard = []


class ByHand(collections.abc.Coroutine):
    """As a coroutine that is written in C: the collector does not close it."""

    def __init__(self, future):
        self.future = future

    def send(self, value):
        if self.future.done():
            raise StopIteration(self.future.result())
        self.future._asyncio_future_blocking = True
        return self.future

    def throw(self, *error):
        raise error[0]

    def close(self):
        pass

    def __await__(self):
        return iter(self)


class Neighbour:
    def __init__(self, future):
        self.future = future

    def __del__(self):
        graveyard.append(self.future)


def start(trial):
    future = asyncio.get_event_loop().create_future()
    futures.add(future)
    future.neighbours = [Neighbour(future)]
    task = asyncio.ensure_future(ByHand(future))
    future.neighbours.append(task)
    trial.watch(task)


async def main(trial):
    for _ in range(trial.jobs):
        start(trial)
    await trial.wait()
    for future in list(futures):
        if not future.done():
            future.set_result(1)
    await trial.drain()
