"""One trial from its start to its end: the program around a case, and the warm-up before any.

Runs on every Python from 3.6 on, as its sisters here. `_taskloss` is the worker's C half.
"""
import asyncio
import gc
import importlib
import inspect
import io
import logging
import os
import random
import sys
import threading
import traceback
import types
import warnings
import weakref

import _taskloss
import _taskloss_cancel as cancelling
import _taskloss_case
import _taskloss_jobs as jobs_of
import _taskloss_reports as reports
from _taskloss_case import as_utf8
from _taskloss_foreign import (foreign_types, look_for_foreign_tasks, note_foreign_types,
                               watch_registrations, watch_sub_interpreters)
from _taskloss_loops import Loop, STEP, step
from _taskloss_settle import collections_so_far, let_threads_end, settle, tell_of_freezing
from _taskloss_trial import Trial, keep

# What the worker calls by name is found in this module.
from _taskloss_cancel import cancel  # noqa: F401
from _taskloss_loops import try_finalizers, try_loop, use_loop  # noqa: F401
from _taskloss_selftest import self_test  # noqa: F401
from _taskloss_settle import freeze, thaw  # noqa: F401


def own_python(executable):
    """As `python` has it, for what starts it once more: subprocess, and multiprocessing's spawn and
    forkserver. What the worker said to this one is not for those."""
    sys.executable = sys._base_executable = executable
    os.environ.pop('PYTHONHOME', None)
    if not getattr(sys, 'argv', None):
        sys.argv = ['']
    if '__main__' not in sys.modules:
        sys.modules['__main__'] = types.ModuleType('__main__')


def load(path):
    case = _taskloss_case.load(path)
    note_foreign_types()
    return case


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
    await step(5 * STEP)
    await trial.wait()
    await _maybe_await(getattr(case, 'wake', nothing))
    await trial.drain()
    await _maybe_await(getattr(case, 'finish', nothing))


async def _main_program(trial, case):
    await _maybe_await(case.main, trial)
    await trial.drain()


def _run(trial, case):
    keep(1, case)
    keep(2, trial)
    try:
        _run_kept(trial, case)
    finally:
        for which in range(3):
            keep(which)


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
        if cancelling.asked:
            loop.run_until_complete(cancelling.let_end())


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


def run(case, guard, kinds, jobs, seed, wait, garbage, ballast, names=''):
    """One trial, to its end."""
    random.seed(seed)
    trial = Trial(guard, kinds, jobs, wait, garbage, ballast)
    logging.getLogger().addHandler(trial._log)
    reports.heard = trial._heard
    problem = ''
    collections = collections_so_far()
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
    look_for_foreign_tasks(Loop.foreign)
    if trial._exits and not problem:
        return trial
    settle()
    _taskloss.natural(collections_so_far() - collections)
    let_threads_end(trial)
    trial._note_existing('objects_kept')
    cancelling.census(trial)
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
    return as_utf8(text[0].strip() + (' (line %d of the case)' % where[-1] if where else ''))


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


def import_ahead():
    """What Python imports only when it comes to a host's name, or to a warning that has a source: with
    libraries, whose loading no snapshot puts back."""
    for name in 'encodings.idna', 'tracemalloc':
        try:
            importlib.import_module(name)
        except ImportError:
            pass


def warm_up():
    """Once, before anything is forked: what Python does only the first time is done then."""
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        run(_WarmUp(), 'bare', [], 2, 0, 2, 1, 1)._loop.close()
    finally:
        sys.stderr = stderr
    import_ahead()
    note_foreign_types()
    Loop.foreign = foreign_types()
    watch_registrations()
    jobs_of.watch_running_loops()
    tell_of_freezing()
    watch_sub_interpreters()


warnings.simplefilter('default', RuntimeWarning)
