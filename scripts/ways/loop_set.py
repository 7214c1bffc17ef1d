"""A strong set in the loop: create_task() puts each task into it, a done callback takes it out."""
import asyncio

original = asyncio.BaseEventLoop.create_task


def create_task(self, coro, **options):
    task = original(self, coro, **options)
    if not task.done():  # an eager one may be
        pending = self.__dict__.setdefault('_pending_tasks', set())
        pending.add(task)
        task.add_done_callback(pending.discard)
    return task


asyncio.BaseEventLoop.create_task = create_task


def loop():
    return asyncio.SelectorEventLoop()
