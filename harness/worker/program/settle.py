"""The end of a trial: what is still there, what never began, how often it was collected."""
import gc
import inspect
import sys
import threading
import time

import _taskloss
from _taskloss_loops import STEP
from _taskloss_guards import GUARDS

PATIENCE = 150         # steps that threads at work are waited for


def settle():
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


def let_threads_end(trial):
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


def collections_so_far():
    own = _taskloss.collections()
    if own is not None:
        return own
    return sum(generation['collections'] for generation in gc.get_stats())


_freeze = getattr(gc, 'freeze', _taskloss.freeze)
_thaw = getattr(gc, 'unfreeze', _taskloss.thaw)


def freeze():
    """Later collections look at nothing that exists now: not at the interpreter, not at the case."""
    gc.collect()
    _freeze()


def thaw():
    """They look at everything again."""
    _thaw()


def tell_of_freezing():
    """What the program freezes itself, no collection looks at either."""
    def told(function, *what):
        def wrapper():
            function()
            _taskloss.frozen(*what)
        return wrapper

    if hasattr(gc, 'freeze') and hasattr(_taskloss, 'frozen'):
        gc.freeze = told(gc.freeze, GUARDS)
        gc.unfreeze = told(gc.unfreeze)
