"""Whether every end of a task is seen in this interpreter, told by tasks whose ends are known."""
import asyncio
import gc
import weakref

import _taskloss
from _taskloss_foreign import KNOWN
from _taskloss_settle import settle


class _ByHand:
    """As little of an event loop as tasks need: what a changed asyncio does with its tasks is not tested."""

    def __init__(self):
        self.calls = []

    def get_debug(self):
        return False

    def call_soon(self, function, *args, **options):
        self.calls.append((function, args))

    def call_exception_handler(self, context):
        pass

    def turn(self):
        calls, self.calls = self.calls, []
        asyncio._set_running_loop(self)
        while calls:
            function, args = calls.pop(0)
            function(*args)
        asyncio._set_running_loop(None)


async def _end_in(way, loop, futures):
    """A job that ends as it is told: the worker knows what it has to see."""
    if way == 'raise':
        raise ValueError
    if way == 'cancel':
        raise asyncio.CancelledError
    if way != 'return':
        future = futures[way] = asyncio.Future(loop=loop)
        await future


def _end_in_each_way(kind, kept):
    """Whether the task that nobody keeps still exists after a collection."""
    loop, known, forgotten = _ByHand(), {}, weakref.WeakValueDictionary()
    dropped = weakref.ref(kind(_end_in('destroy', loop, forgotten), loop=loop))
    tasks = [kind(_end_in(way, loop, known), loop=loop) for way in ('return', 'raise', 'cancel', 'wait')]
    loop.turn()
    gc.collect()
    tasks[1].exception()
    kept.append((loop, known, tasks))
    return dropped() is not None


def self_test():
    """One task of each kind for each end. Bit i: the dropped one of the i-th kind was not destroyed."""
    _taskloss.job_function(_end_in.__code__, '')
    kept, bits = [], 0
    for number, kind in enumerate(sorted(set(KNOWN), key=KNOWN.index)):
        bits |= _end_in_each_way(kind, kept) << number
    settle()
    return bits
