"""The Python half of a trial: guards, the program around the jobs, and what was said about them.

Runs on every Python from 3.6 on. `_taskloss` is the worker's C half.
"""
import asyncio
import functools
import gc
import importlib
import inspect
import io
import logging
import os
import random
import socket
import sys
import threading
import time
import traceback
import types
import warnings
import weakref

import _taskloss
import _taskloss_jobs as jobs_of
import _taskloss_reports as reports

LONGEST_PAUSE = 86400  # seconds of virtual time: the last pause while a trial drains
LONGEST_REAL_PAUSE = 0.3
TRIED_PAUSE = 30
PATIENCE = 150         # steps that threads at work are waited for
STEP = 0.01            # seconds of virtual time between two loop steps of a wait


class CaseError(Exception):
    """The case file breaks the contract."""
    __module__ = 'builtins'  # shown by its bare name


# ---- texts ----

def _as_utf8(text):
    """Whatever it holds: surrogates and zeros as escapes."""
    return text.encode('utf-8', 'backslashreplace').decode().replace('\0', '\\x00')


def _told_whole(what, text):
    """A text that must not be changed on its way."""
    if not isinstance(text, str) or text == '' or _as_utf8(text) != text:
        raise CaseError('%s is no text: %r' % (what, text))
    return text


# ---- the program's own Python ----

def own_python(executable):
    """As `python` has it, for what starts it once more: subprocess, and multiprocessing's spawn and
    forkserver. What the worker said to this one is not for those."""
    sys.executable = sys._base_executable = executable
    os.environ.pop('PYTHONHOME', None)
    if not getattr(sys, 'argv', None):
        sys.argv = ['']
    if '__main__' not in sys.modules:
        sys.modules['__main__'] = types.ModuleType('__main__')


# ---- the case ----

class Case:
    """A case file. Imported once in the zygote, so that what it imports is there; then once more in each
    trial, so that its globals, and the sockets and files it opens, are the trial's own."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            self.code = compile(file.read(), path, 'exec', dont_inherit=True)
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]

    def fresh(self):
        module = types.ModuleType(self.name)
        module.__file__ = self.path
        sys.modules[self.name] = module
        exec(self.code, module.__dict__)
        return module


def load(path):
    case = Case(path)
    sys.path.insert(0, os.path.dirname(path))
    module = case.fresh()
    for job_code in _codes_named_job(case.code):
        _taskloss.job_function(job_code, '')
    if not any(callable(getattr(module, shape, None)) for shape in ('program', 'main', 'job')):
        raise CaseError('it defines none of job, main and program')
    return case


def _codes_named_job(code):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            if constant.co_name == 'job':
                yield constant
            yield from _codes_named_job(constant)


# ---- guards: each starts a coroutine in its own way and returns nothing ----

def _create(trial, coroutine):
    return _create_by(jobs_of.start, trial, coroutine)


def _create_by(start, trial, coroutine):
    task = start(trial.current_loop().create_task, [coroutine])
    _seen(task)
    return task


def _bare(trial, coroutine):
    _create(trial, coroutine)


def _local(trial, coroutine):
    task = _create(trial, coroutine)  # noqa: F841


def _set(trial, coroutine):
    task = _create(trial, coroutine)
    trial.kept_set.add(task)
    task.add_done_callback(trial.kept_set.discard)


def _list(trial, coroutine):
    trial.kept_list.append(_create(trial, coroutine))


def _callback_only(trial, coroutine):
    _create(trial, coroutine).add_done_callback(_ignore)


def _ignore(task):
    pass


def _threadsafe(trial, coroutine):
    _taskloss.hand_over(coroutine)
    asyncio.run_coroutine_threadsafe(coroutine, trial.current_loop())


def _in_keeper(wait):
    """A guard that awaits the job in a task which is itself kept until it is done."""
    async def keeper(box):
        try:
            await wait(box)
        except BaseException as error:  # the job's end is the job's; cancelling the keeper is not
            if not isinstance(error, (Exception, asyncio.CancelledError)):
                raise

    def spawn(trial, coroutine):
        task = _create_by(jobs_of.start_no_job, trial, keeper([coroutine]))
        trial.keepers.add(task)
        task.add_done_callback(trial.keepers.discard)
    return spawn


# The coroutine leaves its box as it is handed on: no frame of the harness holds it.

async def _wait_gather(box):
    await jobs_of.start(asyncio.gather, box)


async def _wait_await(box):
    await jobs_of.start(asyncio.ensure_future, box)


async def _wait_shield(box):
    await jobs_of.start(asyncio.shield, box)


async def _wait_taskgroup(box):
    async with asyncio.TaskGroup() as group:
        jobs_of.start(group.create_task, box)


GUARDS = {
    'bare': _bare,
    'local': _local,
    'set': _set,
    'list': _list,
    'gather': _in_keeper(_wait_gather),
    'await': _in_keeper(_wait_await),
    'taskgroup': _in_keeper(_wait_taskgroup),
    'shield': _in_keeper(_wait_shield),
    'callback-only': _callback_only,
    'threadsafe': _threadsafe,
    'loop-strong': _bare,
}


# ---- task kinds ----

def _python_task(loop, coroutine, **options):
    return asyncio.tasks._PyTask(coroutine, loop=loop, **options)


def _default_task(loop, coroutine, **options):
    return asyncio.Task(coroutine, loop=loop, **options)


def _strong(inner, kept):
    def factory(loop, coroutine, **options):
        task = inner(loop, coroutine, **options)
        kept.add(task)
        task.add_done_callback(kept.discard)
        return task
    return factory


# ---- tasks of types that taskloss does not know ----

KNOWN = asyncio.Task, getattr(asyncio.tasks, '_PyTask', asyncio.Task)
TASKLIKE = ('get_coro', '_coro', 'get_stack', 'print_stack', 'uncancel', '_step', '_wakeup')


def _seen(task):
    """Every task that is made, entered or registered has to be one whose fate is followed."""
    if not isinstance(task, KNOWN):
        _unknown(type(task))
    else:
        _taskloss.seen(task)


def _unknown(kind):
    _taskloss.unknown(_as_utf8('%s.%s' % (kind.__module__, kind.__qualname__)))


def _watch_registrations():
    """A task of whatever type tells asyncio of itself, so that all_tasks() and current_task() know it."""
    def watched(function, position):
        def wrapper(*args):
            if len(args) > position:
                _seen(args[position])
            return function(*args)
        return wrapper

    modules = [asyncio, asyncio.tasks, sys.modules.get('_asyncio')]
    for name, position in ('_register_task', 0), ('_enter_task', 1):
        function = getattr(asyncio.tasks, name, None)
        for module in modules:
            if function is not None and getattr(module, name, None) is function:
                setattr(module, name, watched(function, position))


def _watch_sub_interpreters():
    """Whoever makes one, from 3.8 on, does it by this function."""
    for name in '_interpreters', '_xxsubinterpreters':
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        module.create = _telling(module.create)


def _telling(create):
    @functools.wraps(create)
    def wrapper(*args, **options):
        _taskloss.sub_interpreter()
        return create(*args, **options)
    return wrapper


def _foreign_types():
    """Types of futures that look like tasks, and are none of asyncio's."""
    found, looked_at, waiting = set(), set(), [object]
    while waiting:
        for kind in type.__subclasses__(waiting.pop()):
            if kind not in looked_at:
                looked_at.add(kind)
                waiting.append(kind)
                if hasattr(kind, '_asyncio_future_blocking') and not issubclass(kind, KNOWN) and \
                        any(hasattr(kind, name) for name in TASKLIKE):
                    found.add(kind)
    return found


def _look_for_foreign_tasks():
    """A type that the program made, or an object of a type that its event loop brought."""
    if not _taskloss.in_control():
        return
    kinds = _foreign_types()
    for kind in kinds - Loop.foreign:
        _unknown(kind)
    if kinds:
        for thing in gc.get_objects():
            if type(thing) in kinds:
                _unknown(type(thing))


# ---- event loops ----

class Loop:
    """What is known of the event loop of this process: asyncio's own unless use_loop() was called."""
    make = None
    longest_pause = LONGEST_PAUSE
    foreign = frozenset()  # task types that came with it; does it use them?
    unseen_steps = False   # then the program around the jobs tells its own


async def _step(pause):
    """Where the loop's own steps are not seen, the program tells one."""
    before = _taskloss.steps()
    await asyncio.sleep(pause)
    if Loop.unseen_steps or _taskloss.steps() == before:
        _taskloss.step()


def use_loop(factory, site, real_time, unseen_steps):
    """All event loops that are made from now on, in any way, are made by `factory`, "MODULE:EXPRESSION"."""
    module, expression = factory.split(':', 1)
    if site:
        sys.path.insert(0, site)
    importlib.import_module(module)
    Loop.make = eval(expression, vars(sys.modules[module]))
    Loop.unseen_steps = bool(unseen_steps)
    Loop.foreign = _foreign_types()
    Loop.longest_pause = LONGEST_REAL_PAUSE if real_time else LONGEST_PAUSE
    if hasattr(asyncio, 'set_event_loop_policy'):
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            asyncio.set_event_loop_policy(_policy())
    else:
        asyncio.new_event_loop = asyncio.events.new_event_loop = Loop.make


def _policy():
    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            return Loop.make()
    return Policy()


def try_loop():
    """Makes a loop and lets it do what every case needs."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    real = Loop.longest_pause == LONGEST_REAL_PAUSE
    loop.run_until_complete(_try_loop(loop, 0.02 if real else TRIED_PAUSE))
    loop.close()


async def _try_loop(loop, pause):
    async def nothing():
        pass
    task = loop.create_task(nothing())
    _seen(task)
    await task
    task = asyncio.ensure_future(nothing())
    _seen(task)
    await asyncio.gather(task)
    before = loop.time()
    for _ in range(3):
        await asyncio.sleep(pause)
    slept = (loop.time() - before) / 3
    if slept < 0.9 * pause:  # a loop may count whole milliseconds
        raise RuntimeError('asyncio.sleep() of %g s returns after %g s' % (pause, slept))


class _Finalizer:
    """Does what finalizers of streams, transports and coroutines do to their loop."""

    def __init__(self, loop):
        self.loop = loop
        self.cycle = self

    def __del__(self):
        self.loop.call_later(STEP, print).cancel()
        self.loop.call_soon(int)
        self.loop.call_soon_threadsafe(int)


def try_finalizers():
    """Collections while the loop waits: some loops wait under a lock that a finalizer takes too."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_try_finalizers(loop))


async def _try_finalizers(loop):
    _Finalizer(loop)
    await _step(STEP)
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen(1)
    try:
        cycle = await asyncio.wait_for(asyncio.open_connection(*listener.getsockname()), 1)
        cycle[1].cycle = cycle
    except Exception:
        pass  # not every loop has streams
    cycle = None
    for _ in range(3):
        await _step(STEP)
    listener.close()


# ---- a trial ----

class Trial:
    """What a case's main or program is given."""

    def __init__(self, guard, kinds, jobs, wait, garbage, ballast):
        self.guard = guard
        self.kinds = kinds
        self.jobs = jobs
        self.messages = []
        self.kept_set = set()
        self.kept_list = []
        self.keepers = set()
        self._loop = None
        self._exits = False
        self._must_be_gone = []
        self._log = _Log()
        self._wait = wait
        self._garbage = garbage
        self._ballast = [[] for _ in range(ballast)]

    def spawn(self, coroutine):
        GUARDS[self.guard](self, jobs_of.coroutine_of(coroutine))

    async def wait(self):
        _taskloss.waits(1)
        for _ in range(self._wait):
            self._make_garbage()
            await _step(STEP)
        _taskloss.waits(0)

    async def drain(self):
        pause = STEP
        while _taskloss.pending() and pause < Loop.longest_pause:
            await _step(pause)
            pause *= 1.5
        if _taskloss.pending() and Loop.longest_pause == LONGEST_PAUSE:
            _taskloss.in_vain()

    def collect(self, generation=-1):
        _taskloss.collect(generation)

    def collect_as_shipped(self):
        """No forced collections from now on: only the interpreter's own; in the control, none."""
        _taskloss.as_shipped()

    def watch(self, task):
        if not _taskloss.watch(task):
            raise CaseError('trial.watch() was given something that is no task of this trial')

    def must_be_gone(self, thing):
        """Report as facts how many such things exist at the end: objects_kept before the last
        collection, leaked_objects after it. The trial itself holds none of them."""
        self._must_be_gone.append(weakref.ref(thing))

    def _note_existing(self, name):
        if self._must_be_gone:
            self.note(name, sum(thing() is not None for thing in self._must_be_gone))

    def note(self, name, number):
        name, whole = _told_whole('the name of a fact', name), int(number)
        if whole != number or not -1 << 63 <= whole < 1 << 63:
            raise CaseError('trial.note(%r, ...) is given no whole number of 64 bits' % name)
        _taskloss.note(name, whole)

    def exit_normally(self):
        """After the program the interpreter finalizes, as `python` does when a script has ended."""
        logging.getLogger().removeHandler(self._log)
        reports.heard = None
        _taskloss.finalize()
        self._exits = True

    def count_printed(self, name, text):
        """Report as a fact how often the trial has printed this, to the very end of the process."""
        _taskloss.printed(_told_whole('the name of a fact', name), _told_whole('the text to be counted', text))

    def loop(self):
        """A new event loop of the trial's kind, set as the current one."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        self._prepare(loop)
        self._loop = loop
        _keep(0, loop)
        return loop

    def current_loop(self):
        return asyncio._get_running_loop() or self._loop or asyncio.get_event_loop()

    def _prepare(self, loop):
        factory = None
        if 'pytask' in self.kinds:
            factory = _python_task
            _use_python_futures(loop)
        if 'eager' in self.kinds:
            factory = asyncio.eager_task_factory if factory is None else \
                asyncio.create_eager_task_factory(asyncio.tasks._PyTask)
        if self.guard == 'loop-strong':
            factory = _strong(factory or _default_task, self.kept_set)
        if factory is not None:
            loop.set_task_factory(factory)
        if 'debug' in self.kinds:
            loop.set_debug(True)
        loop.set_exception_handler(self._exception_handler)

    # What was said: by the loop's exception handler and asyncio's log.

    @reports.of_taskloss
    def _exception_handler(self, loop, context):
        self.messages.append(str(context.get('message') or 'Unhandled exception in event loop'))
        loop = loop or self._loop  # some loops hand over None
        if not isinstance(loop, asyncio.BaseEventLoop):
            _taskloss.report()  # what its own default handler does is not seen
        self._quiet = True
        try:
            loop.default_exception_handler(context)
        finally:
            self._quiet = False

    def _heard(self, record):
        if not self._quiet:
            self.messages.append(record.getMessage())
        _taskloss.report()

    _quiet = False

    def _make_garbage(self):
        for _ in range(self._garbage):
            node = []
            node.append(node)


def _use_python_futures(loop):
    try:
        loop.create_future = lambda: asyncio.futures._PyFuture(loop=loop)
    except AttributeError:
        pass  # a loop written in C or Cython makes its own


class _Log(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)

    def emit(self, record):
        try:
            sys.stderr.write(self.format(record) + '\n')
        except Exception:
            pass


# ---- the program around a case ----

async def _maybe_await(function, *args):
    result = function(*args)
    if inspect.isawaitable(result):
        await result


async def _job_program(trial, case):
    """Shape 1: set up, start the jobs, let them wait, wake them, let them end."""
    nothing = lambda: None  # noqa: E731
    await _maybe_await(getattr(case, 'setup', nothing))
    numbered = jobs_of.takes_number(case.job)
    for number in range(trial.jobs):
        trial.spawn(case.job(number) if numbered else case.job())
    await _step(5 * STEP)
    await trial.wait()
    await _maybe_await(getattr(case, 'wake', nothing))
    await trial.drain()
    await _maybe_await(getattr(case, 'finish', nothing))


async def _main_program(trial, case):
    await _maybe_await(case.main, trial)
    await trial.drain()


def _run(trial, case):
    _keep(1, case)
    _keep(2, trial)
    try:
        _run_kept(trial, case)
    finally:
        for which in range(3):
            _keep(which)


def _keep(*what):
    """Whatever these reach is held as long as they are alive: the oracle need not search further."""
    if hasattr(_taskloss, 'keep'):
        _taskloss.keep(*what)


def _run_kept(trial, case):
    if hasattr(case, 'program'):
        case.program(trial)
        return
    main = _main_program if hasattr(case, 'main') else _job_program
    loop = trial.loop()
    if trial.guard == 'threadsafe':
        _run_in_thread(loop, main(trial, case))
    else:
        loop.run_until_complete(main(trial, case))


def _run_in_thread(loop, program):
    def serve():
        asyncio.set_event_loop(loop)
        loop.run_forever()
    if sys.version_info < (3, 8):  # children are watched by the main thread's signals, for one loop
        asyncio.get_child_watcher().attach_loop(loop)
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(program, loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _settle():
    _taskloss.settle()
    for task in _taskloss.alive():
        if _not_started(task):
            _taskloss.unstarted(task)


def _not_started(task):
    coroutine = getattr(task, '_coro', None)
    try:
        return inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED
    except AttributeError:
        return False  # a generator-based one: not known


def _let_threads_end(trial):
    """A thread that is about to end still holds what it was given: that is no leak. One that waits for
    more work costs no time here, as the clock jumps over it. One that is at work, or waits for a
    process to end, is given the time, if something is still there that it may hold."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(STEP)
    for _ in range(PATIENCE):
        if not (_may_be_held(trial) and _taskloss.busy()):  # also a thread that Python calls ended
            break
        time.sleep(STEP)
    else:
        _taskloss.inexact()
    if threading.active_count() > 1 and not getattr(sys, '_is_gil_enabled', lambda: True)():
        _taskloss.inexact()  # an object goes when the thread that made it finds the time


def _may_be_held(trial):
    return _taskloss.existing() or any(thing() is not None for thing in trial._must_be_gone)


def run(case, guard, kinds, jobs, seed, wait, garbage, ballast, names=''):
    """One trial, to its end."""
    random.seed(seed)
    trial = Trial(guard, kinds, jobs, wait, garbage, ballast)
    logging.getLogger().addHandler(trial._log)
    reports.heard = trial._heard
    problem = ''
    collections = _collections()
    if names == '*':
        jobs_of.leave_out_mains()
    try:
        module = case.fresh()
        jobs_of.tell_jobs(module, names)
        _run(trial, module)
    except SystemExit:
        raise
    except MemoryError:
        _taskloss.out_of_memory()
    except BaseException as error:
        problem = _one_line(error, case)
        traceback.print_exc()
    _look_for_foreign_tasks()
    if trial._exits and not problem:
        return trial
    _settle()
    _taskloss.natural(_collections() - collections)
    _let_threads_end(trial)
    trial._note_existing('objects_kept')
    _taskloss.end(problem)
    trial._note_existing('leaked_objects')
    logging.getLogger().removeHandler(trial._log)
    reports.heard = None
    return trial


def _one_line(error, case):
    where = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
             if frame.filename == case.path]
    lines = traceback.format_exception_only(type(error), error)
    name = type(error).__name__
    text = [line for line in lines if name in line.partition(':')[0]] or lines  # notes come behind it
    return _as_utf8(text[0].strip() + (' (line %d of the case)' % where[-1] if where else ''))


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


class _WarmUp:
    """A case like any other, for the paths that every trial takes."""
    path = '<warm-up>'
    weak = None

    def fresh(self):
        return self

    async def job(self):
        future = asyncio.get_event_loop().create_future()
        self.weak = weakref.ref(future)
        await future

    def wake(self):
        gc.collect()


def warm_up():
    """Once, before anything is forked: what Python does only the first time is done then."""
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        run(_WarmUp(), 'bare', [], 2, 0, 2, 1, 1)._loop.close()
    finally:
        sys.stderr = stderr
    Loop.foreign = _foreign_types()
    _watch_registrations()
    jobs_of.watch_running_loops()
    _tell_of_freezing()
    _watch_sub_interpreters()


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
    _settle()
    return bits


def _collections():
    own = _taskloss.collections()
    if own is not None:
        return own
    return sum(generation['collections'] for generation in gc.get_stats())


_freeze = getattr(gc, 'freeze', _taskloss.freeze)


def freeze():
    """Later collections look at nothing that exists now: not at the interpreter, not at the case."""
    gc.collect()
    _freeze()


def _tell_of_freezing():
    """What the program freezes itself, no collection looks at either."""
    def told(function, *what):
        def wrapper():
            function()
            _taskloss.frozen(*what)
        return wrapper

    if hasattr(gc, 'freeze') and hasattr(_taskloss, 'frozen'):
        gc.freeze = told(gc.freeze, GUARDS)
        gc.unfreeze = told(gc.unfreeze)


warnings.simplefilter('default', RuntimeWarning)
