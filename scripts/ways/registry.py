"""Strong references in the registry of tasks: a set for each loop, which each Task enters as it is made."""
import asyncio
import weakref

registry = weakref.WeakKeyDictionary()


def registered(kind):
    class Task(kind):
        def __init__(self, coro, *, loop=None, **options):
            super().__init__(coro, loop=loop, **options)
            if not self.done():  # an eager one may be
                pending = registry.setdefault(self.get_loop(), set())
                pending.add(self)
                self.add_done_callback(pending.discard)
    Task.__module__, Task.__qualname__ = kind.__module__, kind.__qualname__
    return Task


asyncio.Task = asyncio.tasks.Task = registered(asyncio.Task)
asyncio.tasks._PyTask = registered(asyncio.tasks._PyTask)
if hasattr(asyncio, 'create_eager_task_factory'):
    asyncio.eager_task_factory = asyncio.tasks.eager_task_factory = asyncio.create_eager_task_factory(asyncio.Task)


def loop():
    return asyncio.SelectorEventLoop()
