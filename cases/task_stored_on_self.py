"""An object stores its task on itself, but only the task refers to the object.

"Store it on self" is good advice if somebody keeps self. Here the task's frame is the
only one that does: object and task keep each other, and nobody keeps both.

id: a58
awaits: a queue
lost: all
guards: bare, loop-strong
source: claim: store the task on self
"""
import asyncio
import weakref

subscribers = weakref.WeakSet()


class Subscriber:
    def __init__(self):
        self.queue = asyncio.Queue()
        self.task = asyncio.ensure_future(job(self))
        subscribers.add(self)


async def job(subscriber):
    await subscriber.queue.get()


async def main(trial):
    for _ in range(trial.jobs):
        Subscriber()
    await trial.wait()
    for subscriber in list(subscribers):
        subscriber.queue.put_nowait("news")
    await trial.drain()
