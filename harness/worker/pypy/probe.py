"""The probe of a PyPy: fates of tasks and collections in pure Python, over the worker's ledger.

PyPy's asyncio.Task is the Python one, so its __init__ and __del__ are wrapped. Run once by the worker,
with `c_argument` the address of struct boot; makes `_taskloss` for runtime.py, and `_taskloss_worker`
for the worker.
"""
import asyncio
import atexit
import ctypes
import functools
import gc
import os
import sys
import threading
import types
import weakref

# ---- what C offers ----


class Function(ctypes.Structure):
    _fields_ = [('name', ctypes.c_char_p), ('types', ctypes.c_char_p), ('address', ctypes.c_void_p)]


class Boot(ctypes.Structure):
    _fields_ = [('runtime', ctypes.c_char_p), ('function_count', ctypes.c_longlong),
                ('functions', ctypes.POINTER(Function))]


class Call(ctypes.Structure):
    _fields_ = [('command', ctypes.c_char_p), ('texts', ctypes.c_char_p * 4),
                ('numbers', ctypes.c_longlong * 12), ('status', ctypes.c_longlong),
                ('answer', ctypes.c_char * 512)]


def _c_functions(boot):
    kinds = {'v': None, 'l': ctypes.c_longlong, 's': ctypes.c_char_p, 'p': ctypes.c_void_p}
    for one in boot.functions[:boot.function_count]:
        prototype = ctypes.CFUNCTYPE(*[kinds[letter] for letter in one.types.decode()])
        yield one.name.decode(), prototype(one.address)


boot = Boot.from_address(c_argument)  # noqa: F821
C = types.SimpleNamespace(**dict(_c_functions(boot)))

# enum ledger_state and LEDGER_* of ledger.h
STILLBORN, LIVE, FINISHED, FAILED, CANCELLED, DESTROYED, STRANDED, UNSTARTED = range(8)
JOB, FREED, SILENT, FINALIZED, SUSPENDED, LEAKED, KEPT, AUDITABLE = (1 << bit for bit in range(8))
LONGEST_CHAIN = 20  # of finalizers: each collection runs only those that no other object with one refers to
AUDIT_BLIND = 2  # a planted fault: the first detector is switched off

Task = asyncio.Task
original_init = Task.__init__
original_del = Task.__del__

# ---- one entry a task ----

job_codes = []
entries = []     # _Entry of each task of the trial, by its number in the ledger
settled = False
audit = 0


class _Life:
    """An attribute of the task that is freed with it. Weak references to a task that is finalized are
    cleared first, whatever its finalizer does; their callbacks are called when it is really gone."""
    __slots__ = 'entry', 'finalizing', '__weakref__'

    def __init__(self, entry):
        self.entry = entry
        self.finalizing = False


class _Entry:
    __slots__ = 'number', 'state', 'task', 'life', 'freed', 'coroutine', 'gone', 'result'

    def __init__(self, number):
        self.number = number
        self.state = LIVE
        self.freed = self.gone = False
        self.result = None  # the state that the task was given

    def end(self, state):
        if settled or self.state != LIVE or (audit == AUDIT_BLIND and state == DESTROYED):
            return
        self.state = state
        C.end(self.number, state)

    def life_gone(self, reference):
        self.freed = True
        C.mark(self.number, FREED)

    def coroutine_gone(self, reference):
        """The second detector: a coroutine has gone whose task was never given a result."""
        self.gone = True
        if self.result is None and (not settled or self.state == DESTROYED):
            C.mark(self.number, SUSPENDED)


def _state(task):
    state = task._state
    if state == 'PENDING':
        return LIVE
    if state == 'CANCELLED':
        return CANCELLED
    if task._exception is None:
        return FINISHED
    if isinstance(task._exception, MemoryError):
        C.out_of_memory()
    return FAILED


def _is_job(coroutine):
    code = getattr(coroutine, 'cr_code', None) or getattr(coroutine, 'gi_code', None)
    return any(code is job_code for job_code in job_codes)


def _birth(task, coroutine):
    if settled or '_taskloss' in task.__dict__:
        return None
    auditable = isinstance(coroutine, (types.CoroutineType, types.GeneratorType))
    number = C.birth((JOB if _is_job(coroutine) else 0) | (AUDITABLE if auditable else 0))
    if number < 0:
        return None
    entry = _Entry(number)
    life = task.__dict__['_taskloss'] = _Life(entry)
    entry.task = weakref.ref(task)
    entry.life = weakref.ref(life, entry.life_gone)
    if audit and auditable:
        entry.coroutine = weakref.ref(coroutine, entry.coroutine_gone)
    entries.append(entry)
    _hook_subclasses(type(task))
    return entry


def _finalized(task, original):
    life = task.__dict__.get('_taskloss')
    if life is None or life.finalizing:
        original(task)
        return
    life.finalizing = True
    entry, state, reports = life.entry, _state(task), C.reports()
    speaks = state == LIVE or (state == FAILED and task._log_traceback)
    entry.end(DESTROYED if state == LIVE else state)
    C.mark(entry.number, FINALIZED)
    original(task)
    if speaks and not settled and not C.finalizing() and C.reports() == reports:
        C.mark(entry.number, SILENT)


# ---- hooks ----

@functools.wraps(original_init)
def _hooked_init(self, *args, **kwargs):
    entry = _birth(self, args[0] if args else kwargs.get('coro'))
    try:
        original_init(self, *args, **kwargs)
    except BaseException:
        if entry is not None:
            entry.state = STILLBORN
            C.end(entry.number, STILLBORN)
        raise


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
            return done
        return method
    Future = Task.__mro__[1]
    Future.set_result = hooked(Future.set_result, FINISHED)
    Future.set_exception = hooked(Future.set_exception, FAILED)
    Future.cancel = hooked(Future.cancel, CANCELLED)


# ---- what runtime.py asks for ----

def _pending_tasks():
    for entry in entries:
        task = entry.task() if entry.state in (LIVE, STRANDED) else None
        if task is not None and task._state == 'PENDING' and C.is_job(entry.number):
            yield task


def pending():
    return sum(1 for _ in _pending_tasks())


def alive():
    return list(_pending_tasks())


def watch(task):
    life = getattr(task, '__dict__', {}).get('_taskloss')
    if life is None:
        return False
    C.mark(life.entry.number, JOB)
    return True


def unstarted(task):
    entry = task.__dict__['_taskloss'].entry
    if entry.state == STRANDED:
        entry.state = UNSTARTED
        C.end(entry.number, UNSTARTED)


def settle():
    global settled
    for entry in entries:
        if entry.state != LIVE:
            continue
        task = entry.task()
        if task is None:  # found unreachable, and its finalizer waits for that of another object
            entry.end(entry.result or DESTROYED)
            continue
        state = _state(task)
        if state == FAILED and task._log_traceback:
            C.mark(entry.number, SILENT)
        entry.end(STRANDED if state == LIVE else state)
    settled = True


def _mark_existing(flag):
    for entry in entries:
        if entry.state in (FINISHED, FAILED, CANCELLED) and not entry.freed:
            C.mark(entry.number, flag)


def end(problem):
    C.end_pressure()
    C.note_end(problem.encode('utf-8', 'replace'))
    _mark_existing(KEPT)
    for _ in range(LONGEST_CHAIN):
        if all(entry.freed for entry in entries):
            break
        _collect_once()
    _mark_existing(LEAKED)
    for entry in entries:
        if entry.state == DESTROYED and not (entry.freed or entry.gone):
            C.unmark(entry.number, AUDITABLE)  # resurrected, and its coroutine with it
    C.complete()


# ---- collections ----

is_control = True
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
    if is_control:
        return
    C.collected()
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


def at_step():
    C.collected()
    _collect_once()


step_function = ctypes.CFUNCTYPE(None)(at_step)


def as_shipped():
    C.end_steps()
    if not is_control:
        gc.enable()


def collections():
    return majors


# ---- what the worker asks for ----

def fork(call):
    return os.fork()


def identify(call):
    identity = types.ModuleType('_taskloss_identity')
    exec(compile(call.texts[2].decode(), '<taskloss>', 'exec'), identity.__dict__)
    home, stdlib = [None if text is None else os.fsdecode(text) for text in call.texts[:2]]
    call.answer = identity.difference(home, stdlib).encode()[:511]
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
    Task.__init__ = _hooked_init
    _hook_subclasses(Task)


def warm_up(call):
    global runtime
    runtime = types.ModuleType('_taskloss_runtime')
    exec(compile(boot.runtime.decode(), '<taskloss>', 'exec'), runtime.__dict__)
    runtime.warm_up()
    entries.clear()


def load(call):
    global the_case
    the_case = runtime.load(os.fsdecode(call.texts[0]))
    gc.collect()


def run(call):
    global audit, settled, is_control, forced, majors
    guard, kinds = call.texts[0].decode(), call.texts[1].decode().split()
    jobs, seed, wait, garbage, ballast, is_control, collects_itself, audit = call.numbers[:8]
    entries.clear()
    settled = False
    _collect_all(2)
    gc.hooks.on_gc_collect, gc.hooks.on_gc_minor = _on_major, _on_minor
    forced = majors = 0
    (gc.enable if collects_itself else gc.disable)()
    status = 0
    C.begin(ctypes.cast(step_function, ctypes.c_void_p).value)
    try:
        trial = runtime.run(the_case, guard, kinds, jobs, seed, wait, garbage, ballast)  # noqa: F841
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


def answer(address):
    call = Call.from_address(address)
    try:
        call.status = COMMANDS[call.command](call) or 0
    except BaseException as error:
        line = '%s: %s' % (type(error).__name__, str(error).split('\n')[0])
        call.status = -1
        call.answer = line.encode('utf-8', 'replace')[:511]


def _start():
    import pypyjit
    pypyjit.set_param('off')  # when a loop gets compiled depends on what ran before
    sys.argv = ['']
    sys.dont_write_bytecode = True
    for stream in sys.stdout, sys.stderr:
        stream.reconfigure(line_buffering=True, write_through=True)
    module = types.ModuleType('_taskloss')
    module.job_function = job_codes.append
    for function in (pending, alive, watch, unstarted, collect, as_shipped, settle, end, collections):
        setattr(module, function.__name__, function)
    module.report = C.report
    module.natural = C.natural
    module.out_of_memory = C.out_of_memory
    module.finalize = C.finalize
    module.in_control = C.in_control
    module.unknown = lambda kind: C.unknown(str(kind).encode())
    module.note = lambda name, number: C.note(str(name).encode(), number)
    module.printed = lambda name, text: C.printed(str(name).encode(), str(text).encode())
    module.freeze = lambda: None
    sys.modules['_taskloss'] = module
    worker = types.ModuleType('_taskloss_worker')
    worker.answer = answer
    sys.modules['_taskloss_worker'] = worker


_start()
