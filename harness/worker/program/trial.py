"""What a case's main or program is given."""
import asyncio
import logging
import sys
import weakref

import _taskloss
import _taskloss_jobs as jobs_of
import _taskloss_reports as reports
from _taskloss_case import CaseError, told_whole
from _taskloss_loops import LONGEST_PAUSE, Loop, STEP, step
from _taskloss_guards import GUARDS


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


KEEPER_TURNS = 4  # of gather() or shield(), of the keeper, of its callback, and one more


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
            await step(STEP)
        _taskloss.waits(0)

    async def drain(self):
        pause = STEP
        while _taskloss.pending() and pause < Loop.longest_pause:
            await step(pause)
            pause *= 1.5
        if not _taskloss.pending():
            await self._let_keepers_end()
        elif Loop.longest_pause == LONGEST_PAUSE:
            _taskloss.in_vain()

    async def _let_keepers_end(self):
        """What awaits a job is woken some turns of the loop after the job has ended."""
        for _ in range(KEEPER_TURNS):
            if self.keepers:
                await step(0)

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
        name, whole = told_whole('the name of a fact', name), int(number)
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
        _taskloss.printed(told_whole('the name of a fact', name), told_whole('the text to be counted', text))

    def loop(self):
        """A new event loop of the trial's kind, set as the current one."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        self._prepare(loop)
        self._loop = loop
        keep(0, loop)
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


def keep(*what):
    """Whatever these reach is held as long as they are alive: the oracle need not search further."""
    if hasattr(_taskloss, 'keep'):
        _taskloss.keep(*what)
