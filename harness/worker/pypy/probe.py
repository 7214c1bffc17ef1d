"""The probe of a PyPy: fates of tasks and collections in pure Python, over the worker's ledger.

PyPy's asyncio.Task is the Python one, so its __init__ and __del__ are wrapped. Run once by the worker,
with `c_argument` the address of struct boot; makes `_taskloss` for program/, and `_taskloss_worker`
for the worker.
"""
import asyncio
import atexit
import ctypes
import functools
import gc
import inspect
import os
import sys
import threading
import types
import weakref

# ---- what C offers ----


class Function(ctypes.Structure):
    _fields_ = [('name', ctypes.c_char_p), ('kind', ctypes.c_char_p), ('address', ctypes.c_void_p)]


class Constant(ctypes.Structure):
    _fields_ = [('name', ctypes.c_char_p), ('value', ctypes.c_longlong)]


class Module(ctypes.Structure):
    _fields_ = [('name', ctypes.c_char_p), ('source', ctypes.c_char_p)]


class Boot(ctypes.Structure):
    _fields_ = [('modules', ctypes.POINTER(Module))] + \
        [(table, ctypes.POINTER(Function)) for table in ('notes', 'of_probe', 'tasks')] + \
        [(table, ctypes.POINTER(Constant)) for table in ('states', 'flags')]


class Call(ctypes.Structure):
    _fields_ = [('command', ctypes.c_char_p), ('texts', ctypes.c_char_p * 4),
                ('numbers', ctypes.c_longlong * 12), ('status', ctypes.c_longlong),
                ('answer', ctypes.c_char * 512)]


def _rows(table):
    """Up to the blank one."""
    index = 0
    while table[index].name is not None:
        yield table[index]
        index += 1


def _c_function(one):
    kinds = {'V': None, 'L': ctypes.c_longlong, 'S': ctypes.c_char_p, 'P': ctypes.c_void_p}
    return ctypes.CFUNCTYPE(*[kinds[letter] for letter in one.kind.decode()])(one.address)


def _c_functions(table):
    return types.SimpleNamespace(**{one.name.decode(): _c_function(one) for one in _rows(table)})


def _constants(table):
    return types.SimpleNamespace(**{one.name.decode(): one.value for one in _rows(table)})


boot = Boot.from_address(c_argument)  # noqa: F821
C, Notes = _c_functions(boot.of_probe), _c_functions(boot.notes)
State, Flag = _constants(boot.states), _constants(boot.flags)

LONGEST_CHAIN = 20  # of finalizers: each collection runs only those that no other object with one refers to

Task = asyncio.Task
original_init = Task.__init__
original_del = Task.__del__

# ---- one entry a task ----

job_functions = []  # (code, qualified name or '')
job_names = b''    # of the head, as C compares them; b'*': every task
entries = []     # _Entry of each task of the trial, by its number in the ledger
audit = 0


class _Life:
    """An attribute of the task that is freed with it. Weak references to a task that is finalized are
    cleared first, whatever its finalizer does; their callbacks are called when it is really gone."""
    __slots__ = 'entry', 'finalizing', '__weakref__'

    def __init__(self, entry):
        self.entry = entry
        self.finalizing = False


class _Entry:
    __slots__ = 'number', 'state', 'task', 'life', 'freed', 'coroutine', 'gone', 'result', 'is_job'

    def __init__(self, number):
        self.number = number
        self.state = State.LIVE
        self.freed = self.gone = False
        self.result = None  # the state that the task was given

    def end(self, state):
        if self.state == State.LIVE:
            self.state = C.end(self.number, state)

    def life_gone(self, reference):
        self.freed = True
        C.mark(self.number, Flag.FREED)

    def coroutine_gone(self, reference):
        """The second detector: a coroutine has gone whose task was never given a result."""
        self.gone = True
        if self.result is None:
            C.suspended(self.number)


def _state(task):
    state = task._state
    if state == 'PENDING':
        return State.LIVE
    if state == 'CANCELLED':
        return State.CANCELLED
    if task._exception is None:
        return State.FINISHED
    if isinstance(task._exception, MemoryError):
        Notes.out_of_memory()
    return State.FAILED


class _Announced(threading.local):
    spawning = False


announced = _Announced()
handed_over = []  # what tells whether a coroutine is the one
ASYNCIO = os.path.dirname(asyncio.sleep.__code__.co_filename) + os.sep


def _code_of(coroutine):
    return getattr(coroutine, 'cr_code', None) or getattr(coroutine, 'gi_code', None)


def _file_of(code):
    return getattr(code, 'co_filename', '')


def _text(thing):
    return thing.encode('utf-8', 'backslashreplace') if isinstance(thing, str) else b''


def _qualname_of(coroutine):
    own = getattr(coroutine, '__qualname__', None)
    return _text(own if isinstance(own, str) else type(coroutine).__qualname__)


def _module_of(coroutine):
    frame = getattr(coroutine, 'cr_frame', None) or getattr(coroutine, 'gi_frame', None)
    return _text(frame.f_globals.get('__name__') if frame is not None
                 else getattr(coroutine, '__module__', None))


def _is_main():
    """Made by run() or run_until_complete(), with no event loop running?"""
    frame = None if C.is_running() else sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_name in ('run', 'run_until_complete') and code.co_filename.startswith(ASYNCIO):
            return True
        frame = frame.f_back
    return False


def _was_handed_over(coroutine):
    for number, is_it in enumerate(handed_over):
        if is_it(coroutine):
            del handed_over[number]
            return True
    return False


def _is_job(coroutine):
    spawning, announced.spawning = announced.spawning, False
    code = _code_of(coroutine)
    return _was_handed_over(coroutine) or spawning or \
        any(code is its and name in ('', getattr(coroutine, '__qualname__', None))
            for its, name in job_functions) or \
        (job_names == b'*' and _file_of(code) != '<taskloss>' and not _is_main()) or \
        (job_names != b'' and C.fits(job_names, _qualname_of(coroutine), _module_of(coroutine)) != 0)


def _made(coroutine):
    """A task that is no job runs this."""
    code = _code_of(coroutine)
    if _file_of(code) == '<taskloss>':
        return
    qualname = _qualname_of(coroutine)
    asyncios = qualname == b'async_generator_athrow' or _file_of(code).startswith(ASYNCIO)
    Notes.made(qualname, State.MADE_BY_ASYNCIO if asyncios else State.MADE_AS_MAIN if _is_main()
               else State.MADE_BY_PROGRAM)


def _birth(task, coroutine):
    if '_taskloss' in task.__dict__:
        return None
    auditable = isinstance(coroutine, (types.CoroutineType, types.GeneratorType))
    job = _is_job(coroutine)
    number = C.enter((Flag.JOB if job else 0) | (Flag.AUDITABLE if auditable else 0))
    if number < 0:
        return None
    entry = _Entry(number)
    life = task.__dict__['_taskloss'] = _Life(entry)
    entry.task = weakref.ref(task)
    entry.life = weakref.ref(life, entry.life_gone)
    if audit and auditable:
        entry.coroutine = weakref.ref(coroutine, entry.coroutine_gone)
    entries.append(entry)
    entry.is_job = job
    _hook_subclasses(type(task))
    return entry


def _note_pending(task):
    """A job that ends before it is handed over never waits: no collection could ever meet it."""
    if task._state == 'PENDING':
        C.pended()


def _finalized(task, original):
    life = task.__dict__.get('_taskloss')
    if life is None or life.finalizing:
        original(task)
        return
    life.finalizing = True
    entry, state, reports = life.entry, _state(task), C.reports()
    speaks = state == State.LIVE or (state == State.FAILED and task._log_traceback)
    if state == State.FAILED:
        _note_failure(entry, task)
    entry.end(State.DESTROYED if state == State.LIVE else state)
    C.mark(entry.number, Flag.FINALIZED)
    original(task)
    if speaks:
        C.unreported(entry.number, reports)


def _note_failure(entry, task):
    """Why jobs fail without any collection."""
    if is_control and entry.state == State.LIVE and C.is_job(entry.number):
        try:
            text = str(task._exception)
        except Exception:
            text = '?'
        Notes.failure(_fitting('%s%s%s' % (type(task._exception).__name__, ': ' if text else '', text)))


# ---- hooks ----

@functools.wraps(original_init)
def _hooked_init(self, *args, **kwargs):
    coroutine = args[0] if args else kwargs.get('coro')
    entry = _birth(self, coroutine)
    try:
        original_init(self, *args, **kwargs)
    except BaseException:
        if entry is not None:
            entry.state = State.STILLBORN
            C.stillborn(entry.number)
        raise
    if entry is not None and entry.is_job:
        _note_pending(self)
        if self._state == 'PENDING':
            C.mark(self.__dict__['_taskloss'].entry.number, Flag.PENDED)
    elif entry is not None:
        _made(coroutine)


def _hooked_finalizer(original):
    @functools.wraps(original)
    def __del__(self):
        _finalized(self, original)
    __del__.taskloss = True
    return __del__


def _hook_subclasses(cls):
    """A subclass's __del__ that does not call super() would hide the finalizer."""
    for base in cls.__mro__[:-1]:
        own = base.__dict__.get('__del__')
        if own is not None and issubclass(base, Task) and not hasattr(own, 'taskloss'):
            base.__del__ = _hooked_finalizer(own)


def _hook_results():
    """Results are seen as they are given, whatever a finalizer finds, or does not find, later."""
    def hooked(original, state):
        @functools.wraps(original)
        def method(self, *args, **kwargs):
            done = original(self, *args, **kwargs)
            life = self.__dict__.get('_taskloss')
            if life is not None and done is not False:
                life.entry.result = state
                if life.entry.state == State.DESTROYED:
                    C.revive(life.entry.number, state)
            return done
        return method
    Future = Task.__mro__[1]
    Future.set_result = hooked(Future.set_result, State.FINISHED)
    Future.set_exception = hooked(Future.set_exception, State.FAILED)
    Future.cancel = hooked(Future.cancel, State.CANCELLED)


# ---- what the program asks for: the functions of tasks ----

def job_function(code, qualname):
    job_functions.append((code, qualname))


def spawning(on):
    announced.spawning = bool(on)


def hand_over(coroutine):
    handed_over.append(_recognizer(coroutine))


def _recognizer(thing):
    """It keeps nothing alive where that can be helped."""
    try:
        reference = weakref.ref(thing)
        return lambda other: reference() is other
    except TypeError:
        return lambda other: other is thing


def main_task(task):
    life = getattr(task, '__dict__', {}).get('_taskloss')
    if life is not None:
        C.unmark(life.entry.number, Flag.JOB)


def running(on):
    C.running(on)


def _pending_entries():
    for entry in entries:
        task = entry.task() if entry.state in (State.LIVE, State.STRANDED) else None
        if task is not None and task._state == 'PENDING' and C.is_job(entry.number):
            yield entry


def _pending_tasks():
    for entry in _pending_entries():
        task = entry.task()
        if task is not None:
            yield task


def pending():
    return sum(1 for _ in _pending_tasks())


def alive():
    return list(_pending_tasks())


def watch(task):
    life = getattr(task, '__dict__', {}).get('_taskloss')
    if life is None:
        return False
    C.mark(life.entry.number, Flag.JOB)
    _note_pending(task)
    return True


def seen(task):
    """There is no other way to make a task than its __init__."""


def unstarted(task):
    entry = task.__dict__['_taskloss'].entry
    entry.state = C.unstarted(entry.number)


def existing():
    return C.existing()


def busy():
    return C.busy()


def settle():
    for entry in entries:
        if entry.state != State.LIVE:
            continue
        task = entry.task()
        if task is None:  # found unreachable, and its finalizer waits for that of another object
            entry.end(entry.result or State.DESTROYED)
            continue
        state = _state(task)
        if state == State.FAILED:
            _note_failure(entry, task)
            if task._log_traceback:
                C.mark(entry.number, Flag.SILENT)
        entry.end(State.STRANDED if state == State.LIVE else state)
    C.settle()


def end(problem):
    C.note_end(problem.encode())
    C.mark_existing(Flag.KEPT)
    for _ in range(LONGEST_CHAIN):
        if all(entry.freed for entry in entries):
            break
        _collect_once()
    C.mark_existing(Flag.LEAKED)
    for entry in entries:
        if entry.state == State.DESTROYED and not (entry.freed or entry.gone):
            C.unmark(entry.number, Flag.AUDITABLE)  # resurrected, and its coroutine with it
    C.complete()


# ---- collections ----

is_control = True  # also where there is no trial
minors = 0   # collections of the nursery
majors = 0   # that PyPy's own thresholds brought
forced = 0   # that its hooks have not told of yet


def _on_major(statistics):
    global majors, forced
    own = statistics.count - min(forced, statistics.count)
    forced -= statistics.count - own
    majors += own


def _on_minor(statistics):
    global minors
    minors += statistics.count


def _collect_once():
    global forced
    forced += 1
    _collect()


_collect = gc.collect  # whatever a program does to the gc module


def _collect_all(rounds):
    """What a finalizer held is found to be garbage by the next collection only."""
    for _ in range(rounds):
        _collect_once()


def collect(generation):
    if not C.may_collect():
        return
    if generation < 0:
        _collect_all(3)
    else:
        _collect_young()


def _collect_young():
    """There is no function for it: objects are made until the nursery has been collected once. What has
    a finalizer survives that."""
    before = minors
    for _ in range(MOST_ALLOCATED // 1024):
        bytes(1024)
        if minors != before:
            return
    raise RuntimeError('PyPy did not collect its nursery within %d MB' % (MOST_ALLOCATED >> 20))


MOST_ALLOCATED = 1 << 28


collects_itself = True  # as far as the program lets it


def _follow(automatic):
    global collects_itself
    collects_itself = automatic
    (_enable if automatic and C.is_enabled() else _disable)()


def _hook_switches():
    """What the program asks of its collector is kept apart from what is done."""
    def switch(on):
        C.enable(on)
        _follow(collects_itself)

    gc.enable = functools.wraps(_enable)(lambda: switch(1))
    gc.disable = functools.wraps(_disable)(lambda: switch(0))
    gc.isenabled = functools.wraps(gc.isenabled)(lambda: bool(C.is_enabled()))


_enable, _disable = gc.enable, gc.disable


def _loop_waits():
    """Is it an event loop of this thread that waits, not a callback or a coroutine that it runs?"""
    frame = sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE | inspect.CO_ASYNC_GENERATOR) \
                or (code.co_name == '_run' and code.co_filename.startswith(ASYNCIO)):
            return 0
        if code.co_name in ('_run_once', 'run_once', 'run_forever', 'run_until_complete'):
            return 1
        frame = frame.f_back
    return 1


step_function = ctypes.CFUNCTYPE(None)(_collect_once)
wait_function = ctypes.CFUNCTYPE(ctypes.c_int)(_loop_waits)


def _meet_pending():
    """A collection begins: marks the pending jobs."""
    met = 0
    for entry in _pending_entries():
        C.mark(entry.number, Flag.MET)
        met = 1
    return met


def _cancel(number):
    """The job of that entry, if it is pending, is cancelled by the program's half."""
    task = entries[number].task()
    return runtime.cancel(task) if task is not None and task._state == 'PENDING' else 0


cancel_function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint)(_cancel)
pending_function = ctypes.CFUNCTYPE(ctypes.c_int)(_meet_pending)


def step():
    C.told_step()


def as_shipped():
    C.as_shipped()
    if not is_control:
        _follow(True)


def collections():
    return majors


def freeze():
    """Nothing can be frozen."""


def thaw():
    pass


# ---- what the worker asks for ----

def fork(call):
    return os.fork()


def identify(call):
    identity = types.ModuleType('_taskloss_identity')
    exec(compile(call.texts[2].decode(), '<taskloss>', 'exec'), identity.__dict__)
    home, stdlib = [None if text is None else os.fsdecode(text) for text in call.texts[:2]]
    call.answer = _fitting(identity.difference(home, stdlib))
    return -1 if call.answer else 0


def about(call):
    import platform
    text = 'version=%s\nimplementation=pypy\nbuild=' % platform.python_version()
    call.answer = text.encode()


def hook(call):
    if call.texts[0] is not None:
        import site
        for folder in os.fsdecode(call.texts[0]).split(os.pathsep):
            site.addsitedir(folder)
    _hook_results()
    _hook_switches()
    Task.__init__ = _hooked_init
    _hook_subclasses(Task)


def warm_up(call):
    global runtime
    for row in _rows(boot.modules):
        name = row.name.decode()
        runtime = sys.modules[name] = types.ModuleType(name)
        exec(compile(row.source.decode(), '<taskloss>', 'exec'), runtime.__dict__)
    runtime.own_python(os.fsdecode(call.texts[0]))
    runtime.warm_up()
    entries.clear()


def load(call):
    global the_case
    the_case = runtime.load(os.fsdecode(call.texts[0]))
    gc.collect()


def run(call):
    global audit, is_control, forced, majors, job_names
    guard, kinds, job_names = call.texts[0].decode(), call.texts[1].decode().split(), call.texts[2]
    jobs, seed, wait, garbage, ballast, is_control, automatic, audit = call.numbers[:8]
    entries.clear()
    if job_names:
        job_functions.clear()
    _collect_all(2)
    gc.hooks.on_gc_collect, gc.hooks.on_gc_minor = _on_major, _on_minor
    forced = majors = 0
    _follow(bool(automatic))
    status = 0
    C.begin(*(ctypes.cast(function, ctypes.c_void_p).value
              for function in (step_function, wait_function, pending_function, cancel_function)))
    try:
        trial = runtime.run(the_case, guard, kinds, jobs, seed, wait, garbage, ballast,
                            job_names.decode())  # noqa: F841
    except SystemExit as error:
        status = _status_of(error)
    else:
        if C.finalizing():
            _exit_normally()
            settle()
            C.complete()
    runtime.flush()
    return status


def _status_of(error):
    if error.code is None:
        return 0
    return error.code & 255 if isinstance(error.code, int) else 1


def _exit_normally():
    """As pypy does when a script has ended: no finalizer runs."""
    runtime.flush()
    threading._shutdown()
    atexit._run_exitfuncs()


COMMANDS = {function.__name__.encode(): function
            for function in (fork, identify, about, hook, warm_up, load, run)}


def _fitting(text):
    """As much as an answer holds; what is cut ends in "..."."""
    whole, room = text.encode('utf-8', 'backslashreplace'), Call.answer.size - 1
    if len(whole) <= room:
        return whole
    return whole[:room - 3].decode('utf-8', 'ignore').encode() + '\u2026'.encode()


def answer(address):
    call = Call.from_address(address)
    try:
        call.status = COMMANDS[call.command](call) or 0
    except BaseException as error:
        call.status = -1
        call.answer = _fitting('%s: %s' % (type(error).__name__, error))


def _for_the_program(one):
    """A function of C: it takes bytes where the program has texts."""
    function = _c_function(one)
    if b'S' not in one.kind:
        return function
    return lambda *args: function(*[arg if isinstance(arg, int) else str(arg).encode('utf-8', 'replace')
                                    for arg in args])


def _start():
    import pypyjit
    pypyjit.set_param('off')  # when a loop gets compiled depends on what ran before
    sys.argv = ['']
    sys.dont_write_bytecode = True
    for stream in sys.stdout, sys.stderr:
        stream.reconfigure(line_buffering=True, write_through=True)
    module = types.ModuleType('_taskloss')
    for one in _rows(boot.notes):
        setattr(module, one.name.decode(), _for_the_program(one))
    for one in _rows(boot.tasks):
        setattr(module, one.name.decode(), globals()[one.name.decode()])
    sys.modules['_taskloss'] = module
    worker = types.ModuleType('_taskloss_worker')
    worker.answer = answer
    sys.modules['_taskloss_worker'] = worker


_start()
