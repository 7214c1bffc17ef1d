"""Random asyncio programs: what the oracle says of their tasks, against what the collector does.

Run by the worker: --script "random_programs.py FIRST COUNT [SHAPES]". Prints one line of numbers; a
difference is a line of its own, with the seed that repeats it.
"""
import asyncio
import collections
import concurrent.futures
import functools
import gc
import itertools
import logging
import operator
import os
import random
import socket
import sys
import threading
import types
import warnings
import weakref

import _taskloss_oracle as oracle

shapes = types.ModuleType('shapes')
words = oracle.script.split()
with open(words[3]) as file:
    exec(compile(file.read(), 'shapes.py', 'exec'), shapes.__dict__)

HAS_EAGER = hasattr(asyncio, 'eager_task_factory')
PYTHON_TASK = getattr(asyncio.tasks, '_PyTask', asyncio.Task)


class Mapping(dict):
    pass


class Finalized(object):
    def __del__(self):
        self.gone = True


class Cleared(object):
    """Its finalizer lets go of, or revives, what it holds."""
    revived = []

    def __init__(self):
        self.refs = []

    def __del__(self):
        Cleared.revived.append(self.refs)


# ---- what tasks wait in ----

async def wait_shield(future, *held):
    return await asyncio.shield(future)


async def wait_for_ever(future, *held):
    return await asyncio.wait_for(future, None)


async def wait_for_long(future, *held):
    return await asyncio.wait_for(future, 1000)


async def wait_gather(future, *held):
    return await asyncio.gather(future, asyncio.get_event_loop().create_future())


async def wait_many(future, *held):
    return await asyncio.wait([future])


async def wait_first(future, *held):
    for first in asyncio.as_completed([future]):
        return await first


async def wait_with_itself(future, *held):
    task = asyncio.Task.current_task() if hasattr(asyncio.Task, 'current_task') else asyncio.current_task()

    def callback():
        return task, future, held
    kept = callback
    return await future, kept


async def wait_finally(future, *held):
    try:
        return await future
    finally:
        for thing in held:
            if isinstance(thing, list):
                del thing[:]


async def sleep(future, *held):
    await asyncio.sleep(1000)


async def hold_many(future, *held):
    rows = [[i, held] for i in range(20)]
    await future
    return rows


async def wait_two(future, *held):
    """Of several futures, the first; the others stay with their callbacks."""
    others = [asyncio.get_event_loop().create_future() for _ in held]
    return await asyncio.wait([future] + others, return_when=asyncio.FIRST_COMPLETED)


async def wait_nested(future, *held):
    loop = asyncio.get_event_loop()
    inner = asyncio.gather(future, loop.create_future())
    return await asyncio.shield(asyncio.gather(inner, asyncio.gather(loop.create_future())))


async def wait_wrapped(future, *held):
    """A future of another kind wakes this one: it holds it, and is held by it."""
    other = concurrent.futures.Future()
    other.held = held, future
    return await asyncio.wrap_future(other)


async def wait_child(future, *held):
    """In a task of its own, which the future wakes."""
    async def child():
        return await future, held
    return await asyncio.get_event_loop().create_task(child())


async def wait_group(future, *held):
    async def child():
        return await future, held
    if not hasattr(asyncio, 'TaskGroup'):
        return await wait_child(future, *held)
    async with asyncio.TaskGroup() as group:
        group.create_task(child())
        await future


async def wait_timeout(future, *held):
    if not hasattr(asyncio, 'timeout'):
        return await asyncio.wait_for(future, None)
    async with asyncio.timeout(held and 1000 or None):
        return await future


async def wait_comprehension(future, *held):
    async def numbers():
        for number in range(3):
            yield number, await future
    return [x async for x in numbers() if held], {x: held async for x in numbers()}


async def wait_sent(future, *held):
    """Suspended in asend(), athrow() or aclose() of an async generator."""
    async def generator():
        try:
            while True:
                value = yield held
                await value
        finally:
            await future
    made = generator()
    await made.asend(None)
    if len(held) == 0:
        await made.asend(future)
    elif len(held) == 1:
        await made.athrow(ValueError)
    else:
        await made.aclose()


async def wait_bare(future, *held):
    """Awaits by hand: the future knows the task by its callbacks alone, and its coroutine forgets it."""
    waiter = future.__await__()
    del future
    return await _Steps(waiter), held


class _Steps(object):
    def __init__(self, steps):
        self.steps = steps

    def __await__(self):
        return (yield from self.steps)


async def wait_in_thread(future, *held):
    """The loop's own thread pool holds what it works on."""
    ready = threading.Event()
    THREADS.append(ready)
    return await asyncio.get_event_loop().run_in_executor(None, ready.wait), held


def shape(job):
    async def wait(future, *held):
        return await job(future, held)
    return wait


WAITS = [wait_shield, wait_for_ever, wait_for_long, wait_gather, wait_many, wait_first,
         wait_with_itself, wait_finally, sleep, hold_many, wait_two, wait_nested, wait_wrapped, wait_child,
         wait_group, wait_timeout, wait_comprehension, wait_sent, wait_bare, wait_in_thread] + [shape(job) for job in shapes.JOBS] * 2


async def wait_event(event, *held):
    await event.wait()


async def wait_queue(queue, *held):
    await queue.get()


async def wait_lock(lock, *held):
    async with lock:
        pass


async def wait_condition(condition, *held):
    async with condition:
        await condition.wait()


async def wait_semaphore(semaphore, *held):
    async with semaphore:
        await semaphore.acquire()


async def wait_join(queue, *held):
    queue.put_nowait(held)
    await queue.join()


async def wait_put(queue, *held):
    while True:
        await queue.put(held)


async def wait_predicate(condition, *held):
    async with condition:
        await condition.wait_for(lambda: held and None)


async def wait_reader(reader, *held):
    await reader.read(1)


async def wait_task(task, *held):
    await task


async def nothing():
    pass


def hold(*args):
    pass


class Program(object):
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(hold)
        self.roots = []
        self.threads = []
        self.sockets = []

    def make(self, kind, *args):
        asyncio.set_event_loop(self.loop)
        try:
            return kind(*args)
        except TypeError:
            return kind(*args, loop=self.loop)

    def waiting(self, held):
        """A coroutine, and what it waits for."""
        which = self.random.randrange(14)
        if which == 0:
            event = self.make(asyncio.Event)
            return wait_event(event, *held), event
        if which == 1:
            queue = self.make(asyncio.Queue)
            return wait_queue(queue, *held), queue
        if which == 2:
            lock = self.make(asyncio.Lock)
            self.loop.run_until_complete(lock.acquire())
            return wait_lock(lock, *held), lock
        if which == 3:
            condition = self.make(asyncio.Condition)
            return wait_condition(condition, *held), condition
        if which == 4:
            reader = asyncio.StreamReader(loop=self.loop)
            return wait_reader(reader, *held), reader
        if which == 5:
            semaphore = self.make(asyncio.Semaphore)
            return wait_semaphore(semaphore, *held), semaphore
        if which == 6:
            queue = self.make(asyncio.Queue)
            return wait_join(queue, *held), queue
        if which == 7:
            queue = self.make(functools.partial(asyncio.Queue, 1))
            return wait_put(queue, *held), queue
        if which == 8:
            condition = self.make(asyncio.Condition)
            return wait_predicate(condition, *held), condition
        future = self.loop.create_future()
        return self.random.choice(WAITS)(future, *held), future

    def connection(self, held):
        """A task that reads from a socket: only its transport is known to the loop."""
        one, other = socket.socketpair()
        self.sockets.append(other)

        async def read():
            reader, writer = await asyncio.open_connection(sock=one)
            kept = reader, writer, held
            await reader.read(1)
            return kept
        return read()

    def container(self):
        return self.random.choice([shapes.Node, shapes.Node, list, dict, Mapping, shapes.Slotted,
                                   collections.deque, set, Finalized, Cleared, types.SimpleNamespace,
                                   collections.OrderedDict, weakref.WeakKeyDictionary,
                                   weakref.WeakValueDictionary, weakref.WeakSet, threading.local,
                                   functools.partial(collections.defaultdict, list)])()

    def wrap(self, thing):
        which = self.random.randrange(24)
        if which == 0:
            return functools.partial(hold, thing)
        if which == 1:
            return (lambda x: lambda: x)(thing)
        if which == 2:
            return thing, 1
        if which == 3:
            try:
                return weakref.ref(thing)
            except TypeError:
                return [thing]
        if which == 4:
            def generator(x=thing):
                y = x
                while True:
                    yield y, (yield x)
            made = generator()
            next(made)
            return made
        if which == 5:
            return types.MethodType(hold, thing)
        if which == 6:
            return iter([thing, thing])
        if which == 7:
            try:
                raise ValueError(thing)
            except ValueError as error:
                return error
        if which == 8:
            return type('Made', (object,), {'thing': thing})
        if which == 9:
            return itertools.chain([thing], itertools.repeat(thing, 2))
        if which == 10:
            return map(hold, zip([thing], enumerate([thing])))
        if which == 11:
            return types.MappingProxyType({1: thing})
        if which == 12:
            return [thing].append
        if which == 13:
            return operator.methodcaller('x', thing)
        if which == 14:
            return weakref.ref(shapes.Garbage, functools.partial(hold, thing))
        if which == 15:
            return self.suspended(thing)
        if which == 16:
            return frame_of(thing)
        if which == 17:
            return staticmethod(functools.partial(hold, thing)), slice(thing, None), property(hold, thing)
        if which == 18:
            cached = functools.lru_cache(None)(lambda x: [x])
            try:
                cached(thing)
            except TypeError:
                pass
            return cached
        if which == 19 and shapes.contextvars is not None:
            context = shapes.contextvars.copy_context()
            context.run(VARIABLE.set, thing)
            return context
        return thing

    def suspended(self, thing):
        """A coroutine, or an async generator, that nobody has started or that stopped in the middle."""
        async def coroutine(x):
            await asyncio.sleep(0)

        async def generator(x):
            yield x
        made = self.random.choice([coroutine, generator])(thing)
        if self.random.random() < .5 and hasattr(made, 'send'):
            made.send(None)
        return made

    def put_weakly(self, where, what):
        try:
            if isinstance(where, weakref.WeakSet):
                where.add(what)
            elif isinstance(where, weakref.WeakKeyDictionary):
                where[what] = self.wrap(what)  # a value that holds its own key
            else:
                where[self.random.random()] = what
        except TypeError:
            pass

    def put(self, where, what):
        if isinstance(where, (weakref.WeakSet, weakref.WeakKeyDictionary, weakref.WeakValueDictionary)):
            self.put_weakly(where, what)
            return
        what = self.wrap(what)
        if isinstance(where, (list, collections.deque)):
            where.append(what)
        elif isinstance(where, dict):
            where[self.random.random()] = what
        elif isinstance(where, set):
            where.add(functools.partial(hold, what))
        elif isinstance(where, shapes.Slotted):
            setattr(where, self.random.choice(['one', 'other']), what)
        elif isinstance(where, Cleared):
            where.refs.append(what)
        else:
            setattr(where, 'x%d' % self.random.randrange(50), what)

    def factory(self):
        kind = self.random.choice([None, None, None, shapes.Task, PYTHON_TASK, 'eager'])
        if kind == 'eager':
            return asyncio.eager_task_factory if HAS_EAGER else None
        if kind is None:
            return None
        return lambda loop, coroutine, **options: kind(coroutine, loop=loop, **options)

    def build(self):
        chance, loop = self.random.random, self.loop
        objects = [self.container() for _ in range(self.random.randrange(2, 12))]
        things, tasks = [], []
        asyncio.set_event_loop(loop)
        loop.set_debug(chance() < .2)
        self.turn(1)
        loop.set_task_factory(self.factory())
        for _ in range(self.random.randrange(1, 12)):
            held = self.random.sample(objects, self.random.randrange(0, min(3, len(objects)) + 1))
            if things and chance() < .3:
                held.append(self.random.choice(things))
            if tasks and chance() < .2:
                held.append(self.random.choice(tasks))
            if chance() < .05 and sys.version_info >= (3, 7):
                coroutine, thing = self.connection(held), held
            elif tasks and chance() < .1:
                coroutine, thing = wait_task(self.random.choice(tasks), *held), held
            else:
                coroutine, thing = self.waiting(held)
            if shapes.contextvars is not None and chance() < .3:
                VARIABLE.set(self.random.choice(objects))
            asyncio._set_running_loop(loop)  # eager tasks want one
            task = loop.create_task(coroutine)
            asyncio._set_running_loop(None)
            if shapes.contextvars is not None:
                VARIABLE.set(None)
            if chance() < .5:
                tasks.append(task)
            things.append(thing)
            if chance() < .3:
                task.add_done_callback(functools.partial(hold, self.random.choice(objects)))
        for _ in range(self.random.randrange(0, 30)):
            self.put(self.random.choice(objects), self.random.choice(objects + things + tasks))
        self.hold_some(objects, things, tasks)

    def hold_some(self, objects, things, tasks):
        """Roots of several kinds, and garbage that points in."""
        chance = self.random.random
        for thing in objects + things + tasks:
            if chance() < .1:
                self.roots.append(thing)
        for thing in things:
            which = self.random.randrange(30)
            if which == 0:
                self.loop.call_later(1000, hold, thing)
            elif which == 1:
                self.hold_in_thread(thing)
            elif which == 2:
                KEPT[len(KEPT)] = thing
            elif which == 4:
                self.loop.call_soon(self.loop.call_soon, hold, thing)
            elif which == 5:
                weakref.finalize(self.loop, hold, thing).atexit = False
            elif which == 6:
                setattr(Rooted, 'x%d' % len(KEPT), thing)
            elif which == 7:
                LOCAL.thing = thing
            elif which == 3 and isinstance(thing, asyncio.Future) and not thing.done():
                thing.set_result(1)
        if chance() < .2:  # garbage that only C types are in
            ring = [self.random.choice(things)]
            ring.append(functools.partial(hold, iter((ring, weakref.ref(shapes.Garbage, hold)))))
        if chance() < .1:
            error = frame_of(self.random.choice(tasks + things)), ValueError()
            error[1].itself = error
            del error
        for _ in range(self.random.choice([0, 0, 1, 3])):
            shapes.Garbage(self.random.choice(things + tasks + objects))
        if chance() < .2:
            shapes.Garbage(shapes.Garbage([self.random.choice(things)]))

    def hold_in_thread(self, thing):
        ready, end = threading.Event(), threading.Event()

        def run(thing):
            kept = thing  # noqa: F841
            ready.set()
            end.wait()
        thread = threading.Thread(target=run, args=(thing,))
        thread.start()
        ready.wait()
        self.threads.append((thread, end))

    def turn(self, times=4):
        for _ in range(times):
            self.loop.run_until_complete(nothing())

    def end(self):
        for thread, end in self.threads:
            end.set()
            thread.join()
        for end in self.sockets:
            end.close()
        for ready in THREADS:
            ready.set()
        del self.roots[:], THREADS[:]
        KEPT.clear()
        LOCAL.__dict__.clear()
        for name in [name for name in vars(Rooted) if name.startswith('x')]:
            delattr(Rooted, name)
        self.loop.set_exception_handler(hold)
        self.loop.close()


class Rooted(object):
    """What its class holds is alive."""


def frame_of(thing):
    """The frame of a function that has returned."""
    kept = [thing]  # noqa: F841
    return sys._getframe()


KEPT = {}
THREADS = []
LOCAL = threading.local()
VARIABLE = shapes.contextvars.ContextVar('variable', default=None) if shapes.contextvars else None


def judge(seed, numbers):
    gc.collect()
    gc.disable()
    oracle.watch()
    program = Program(seed)
    program.build()
    program.turn()
    pending = oracle.pending()
    addresses = [address for address, _ in pending]
    sure = oracle.look(addresses, False)
    exact = oracle.look(addresses, True)
    numbers['underflows'] += oracle.size()[2]
    gc.collect()
    dead = set(oracle.destroyed())
    for index, (_, entry) in enumerate(pending):
        dies = entry in dead
        numbers['pending'] += 1
        numbers['destroyed'] += dies
        numbers['seen'] += dies and index in sure
        numbers['missed_by_part'] += dies and index not in sure
        numbers['false'] += not dies and index in sure
        numbers['exact_false'] += not dies and index in exact
        numbers['exact_missed'] += dies and index not in exact
        if not dies and (index in sure or index in exact) or dies and index not in exact:
            print('differs: seed %d, task %d of %d: part %s, exact %s, destroyed %s' % (
                seed, index, len(pending), index in sure, index in exact, dies))
    program.end()
    del program
    del Cleared.revived[:]
    gc.collect()
    numbers['programs'] += 1


def main(first, count):
    warnings.simplefilter('ignore')
    logging.disable(logging.CRITICAL)
    sys.unraisablehook = hold
    sys.stderr = open(os.devnull, 'w')
    numbers = collections.Counter()
    for seed in range(first, first + count):
        judge(seed, numbers)
    print(sys.version.split()[0], ' '.join('%s=%d' % pair for pair in sorted(numbers.items())))
    sys.stdout.flush()


main(int(words[1]), int(words[2]))
