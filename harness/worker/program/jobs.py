"""Which tasks are jobs: what the case calls so, and what trial.spawn() starts.

Runs on every Python from 3.6 on, before those that import it.
"""
import asyncio
import inspect
import sys

import _taskloss


# ---- what a case calls a job ----

def tell_jobs(case, names):
    """Tells of the functions behind the names that the head gives, or behind `job`: a coroutine of a
    decorated one is called as its decorator has it."""
    for name in names.split() if names else ['job']:
        function = _function(_found(case, name))
        if function is not None:
            _taskloss.job_function(function.__code__, getattr(function, '__qualname__', ''))


def _found(case, name):
    """What 'Mailer.send' is in the case, or 'app.Mailer.send' in a module that is imported; else None."""
    parts = name.split('.')
    for length in range(len(parts) - 1, 0, -1):
        module = sys.modules.get('.'.join(parts[:length]))
        if module is not None:
            return _member(module, parts[length:])
    return _member(case, parts)


def _member(thing, parts):
    try:
        for part in parts:
            thing = getattr(thing, part)
        return thing
    except Exception:
        return None


def _function(thing):
    """The function that runs when it is called, if its coroutine can be known by it."""
    for _ in range(20):
        if hasattr(thing, 'func') and not hasattr(thing, '__code__'):
            thing = thing.func  # functools.partial
        elif hasattr(thing, '__func__'):
            thing = thing.__func__
        else:
            break
    code = getattr(thing, '__code__', None)
    flags = getattr(code, 'co_flags', 0)
    runs = inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE | inspect.CO_GENERATOR
    return thing if flags & runs else None


def takes_number(job):
    """Is a job made by job(number), or by job()?"""
    try:
        parameters = inspect.signature(job).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in parameters)


# ---- what trial.spawn() starts ----

def coroutine_of(thing):
    """What a task can be made of, on every version."""
    return thing if asyncio.iscoroutine(thing) or not inspect.isawaitable(thing) else _awaiting([thing])


async def _awaiting(box):
    return await box.pop()


def start(function, box):
    """Calls the function with what is in the box: the first task made is a job. No frame keeps either."""
    _taskloss.spawning(1)
    try:
        return function(box.pop())
    finally:
        _taskloss.spawning(0)


def start_no_job(function, box):
    return function(box.pop())


# ---- main tasks, where every other one is a job ----

def leave_out_mains():
    original = asyncio.BaseEventLoop.run_until_complete

    def run_until_complete(self, future):
        if asyncio.isfuture(future):
            _taskloss.main_task(future)
        return original(self, future)
    asyncio.BaseEventLoop.run_until_complete = run_until_complete


# ---- threads that run an event loop ----

def watch_running_loops():
    """Every event loop tells asyncio that it runs, so that get_running_loop() knows it."""
    original = asyncio.events._set_running_loop

    def _set_running_loop(loop):
        _taskloss.running(0 if loop is None else 1)
        original(loop)
    for module in asyncio, asyncio.events, sys.modules.get('_asyncio'):
        if getattr(module, '_set_running_loop', None) is original:
            module._set_running_loop = _set_running_loop
