"""Tasks of types whose ends taskloss does not see: they are named, never passed over."""
import asyncio
import functools
import gc
import importlib
import sys

import _taskloss
from _taskloss_case import as_utf8

KNOWN = asyncio.Task, getattr(asyncio.tasks, '_PyTask', asyncio.Task)
TASKLIKE = ('get_coro', '_coro', 'get_stack', 'print_stack', 'uncancel', '_step', '_wakeup')


def seen(task):
    """Every task that is made, entered or registered has to be one whose fate is followed."""
    if not isinstance(task, KNOWN):
        _unknown(type(task))
    else:
        _taskloss.seen(task)


def _unknown(kind):
    _taskloss.unknown(as_utf8('%s.%s' % (kind.__module__, kind.__qualname__)))


def watch_registrations():
    """A task of whatever type tells asyncio of itself, so that all_tasks() and current_task() know it."""
    def watched(function, position):
        def wrapper(*args):
            if len(args) > position:
                seen(args[position])
            return function(*args)
        return wrapper

    modules = [asyncio, asyncio.tasks, sys.modules.get('_asyncio')]
    for name, position in ('_register_task', 0), ('_enter_task', 1):
        function = getattr(asyncio.tasks, name, None)
        for module in modules:
            if function is not None and getattr(module, name, None) is function:
                setattr(module, name, watched(function, position))


def watch_sub_interpreters():
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


def foreign_types():
    """Types of futures that look like tasks, and are none of asyncio's."""
    found, looked_at, waiting = set(), set(), [object]
    while waiting:
        for kind in type.__subclasses__(waiting.pop()):
            if kind not in looked_at:
                looked_at.add(kind)
                waiting.append(kind)
                if _is_foreign(kind):
                    found.add(kind)
    return found


def _is_foreign(kind):
    return hasattr(kind, '_asyncio_future_blocking') and not issubclass(kind, KNOWN) and \
        any(hasattr(kind, name) for name in TASKLIKE)


_noted = set()


def note_foreign_types():
    """Before they are frozen: later on only others are looked at, where those can be told."""
    _noted.update(_foreign_types_now())


def _foreign_types_now():
    """To ask each type for its subclasses writes into each, and costs more than many a trial."""
    made_since = _taskloss.types() if hasattr(_taskloss, 'types') else None
    return foreign_types() if made_since is None else _noted.union(filter(_is_foreign, made_since))


def look_for_foreign_tasks(came_with_loop):
    """A type that the program made, or an object of a type that its event loop brought."""
    if not _taskloss.in_control():
        return
    kinds = _foreign_types_now()
    for kind in kinds - came_with_loop:
        _unknown(kind)
    if kinds:
        for thing in gc.get_objects():
            if type(thing) in kinds:
                _unknown(type(thing))
