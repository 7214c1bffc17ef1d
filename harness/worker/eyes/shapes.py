"""Tasks whose lives hang on each kind of reference: does the oracle say what the collector does?

Each shape is made twice: with nothing that holds its task, and with something that does.
"""
import asyncio
import gc
import sys
import types

try:
    import contextvars
except ImportError:  # before 3.7
    contextvars = None


class Loop(asyncio.AbstractEventLoop):
    """As little of an event loop as tasks need; it hears of those that are destroyed."""

    def __init__(self):
        self.calls = []
        self.destroyed = set()

    def get_debug(self):
        return False

    def create_future(self):
        return asyncio.Future(loop=self)

    def call_soon(self, function, *args, **options):
        self.calls.append((function, args, options.get('context')))

    def call_exception_handler(self, context):
        if 'destroyed' in context['message']:
            self.destroyed.add(id(context['task']))

    def turn(self):
        calls, self.calls = self.calls, []
        asyncio._set_running_loop(self)
        while calls:
            function, args, context = calls.pop(0)
            function(*args) if context is None else context.run(function, *args)
        asyncio._set_running_loop(None)


class Node(object):
    pass


class Slotted(object):
    __slots__ = 'one', 'other', '__weakref__'


class Task(asyncio.Task):
    pass


class Stepped(object):
    """Awaitable by __await__ alone."""

    def __init__(self, future):
        self.future = future

    def __await__(self):
        value = yield from self.future
        return value


# Each waits for a future and holds it, or what holds it, in a way of its own; `held` is what the
# other half of the shapes holds.

async def plain(future, held):
    return await future


async def on_the_stack(future, held):
    return (future, [held], future, await future)


async def in_a_call(future, held):
    def call(*args, **options):
        pass
    many = [future, held]
    return call(many, future, held, x=many, y=await future)


async def in_a_display(future, held):
    many = [future]
    return {1: many, 2: {3: held, 4: await future}}


async def in_a_comparison(future, held):
    return len([future]) < len([held, future]) < (await future)


async def in_a_loop(future, held):
    for one in [future, held]:
        for other in (one, one):
            await future


async def in_a_with(future, held):
    class Manager(object):
        def __init__(self, future):
            self.future = future

        def __enter__(self):
            return self

        def __exit__(self, *args):
            return False
    with Manager(future) as one, Manager(held) as other:
        await one.future
        return other


async def in_an_exception(future, held):
    try:
        raise ValueError(held)
    except ValueError as error:
        kept = error
        await future
        return kept


async def in_a_closure(future, held):
    def inner():
        return future, held
    return await inner()[0]


async def below(future, held, depth=3):
    if depth:
        return [held, await below(future, held, depth - 1)]
    return await future


async def by_await(future, held):
    return await Stepped(future)


@types.coroutine
def from_a_generator(future, held):
    value = yield from future
    return value, held


@types.coroutine
def from_a_bare_yield(future, held):
    """Values on the stack while a generator yields: borrowed ones, where there are such."""
    future._asyncio_future_blocking = True
    value = (future, held, [future, (yield future)], future)
    return value


async def under_a_bare_yield(future, held):
    return held, await from_a_bare_yield(future, held)


async def under_a_generator(future, held):
    return held, await from_a_generator(future, held)


async def over_a_generator(future, held):
    def numbers():
        x = future, held
        y = (x, (yield 1))
        yield y, x
    generator = numbers()
    next(generator)
    return max(1, (await future), key=lambda x, generator=generator: x)


async def over_an_async_generator(future, held):
    async def numbers():
        x = [future, held]
        yield x, await x[0]
    async for number in numbers():
        return number


async def in_an_object(future, held):
    node = Node()
    node.future, node.held, node.itself = future, held, node
    return await node.future


async def in_slots(future, held):
    node = Slotted()
    node.one, node.other = future, (held, node)
    return await node.one


async def of_immortals(future, held):
    kept = [None, True, (), '', b'', 0, 1, future, held, Ellipsis, int, len]
    return await future, kept


async def with_a_variable(future, held):
    if contextvars is not None:
        variable = contextvars.ContextVar('variable')
        variable.set([future, held])
    return await future


JOBS = [plain, on_the_stack, in_a_call, in_a_display, in_a_comparison, in_a_loop, in_a_with,
        in_an_exception, in_a_closure, below, by_await, under_a_generator, under_a_bare_yield,
        over_a_generator, over_an_async_generator, in_an_object, in_slots, of_immortals,
        with_a_variable]


if sys.version_info < (3, 12):  # later a task refuses generators
    JOBS.append(from_a_generator)


class Garbage(object):
    """Holds something, and is itself held by nobody."""

    def __init__(self, thing):
        self.thing, self.itself = thing, self


def shapes(loop, kept):
    """Makes all; the names, and the addresses of the tasks."""
    names, addresses = [], []

    def start(name, job, kind, hold):
        future, held = loop.create_future(), Node()
        task = kind(job(future, held), loop=loop)
        held.back = task if len(names) % 3 == 0 else held
        if hold is not None:
            hold([task, future, held][len(names) % 3] if held.back is task else [task, future][len(names) % 2])
        names.append(name)
        addresses.append(id(task))

    for job in JOBS:
        for kind in asyncio.Task, Task, getattr(asyncio.tasks, '_PyTask', asyncio.Task):
            start(job.__name__, job, kind, None)
            start('held ' + job.__name__, job, kind, kept.append)
            start(job.__name__ + ' under garbage', job, kind, Garbage)
    return names, addresses


def prove(exact):
    """'' or the first shape of which the oracle and the collector say different things."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _prove(exact)
    finally:
        if was_enabled:
            gc.enable()


def _prove(exact):
    gc.collect()
    loop, kept = Loop(), []
    names, addresses = shapes(loop, kept)
    loop.turn()
    sure, all_of_them = look(addresses, False), look(addresses, True) if exact else None
    if sure is None or (exact and all_of_them is None):
        return 'the oracle could not look'
    gc.collect()
    for index, name in enumerate(names):
        dies, kind = addresses[index] in loop.destroyed, None
        if not dies and index in sure:
            kind = 'is held, and was called exposed'
        elif dies and exact and index not in all_of_them:
            kind = 'is exposed, and was called held'
        elif not dies and exact and index in all_of_them:
            kind = 'is held, and was called exposed among all objects'
        elif dies and index not in sure and 'garbage' not in name:
            kind = 'is exposed, and was not seen so'
        if kind:
            return 'a task %s (%s)' % (kind, name)
    if not loop.destroyed or len(loop.destroyed) == len(names):
        return 'of %d tasks %d were destroyed' % (len(names), len(loop.destroyed))
    return ''
