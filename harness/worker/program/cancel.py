"""Cancellation as a stress: a job is cancelled where its event loop waits, and what that leaves is counted.

Runs on every Python from 3.6 on, as its sisters here.
"""
import asyncio
import collections
import concurrent.futures.thread
import gc
import os
import sys
import threading

import _taskloss
from _taskloss_foreign import KNOWN
from _taskloss_loops import STEP, step
from _taskloss_trial import KEEPER_TURNS

PATIENCE = 50  # steps that a process is waited for

asked = 0  # how often a job was cancelled so far


def cancel(task):
    """Within the wait of its loop: between what the last turn did and what the next one will do. Whether the
    task takes it; of one whose loop runs in another thread that is not known."""
    global asked
    asked += 1
    loop = task.get_loop() if hasattr(task, 'get_loop') else task._loop
    if asyncio._get_running_loop() is not loop:
        loop.call_soon_threadsafe(task.cancel)
        return 1
    taken = bool(task.cancel())
    loop.call_soon_threadsafe(_nothing)  # it may have been about to wait for ever
    return int(taken)


def _nothing():
    pass


async def let_end():
    """What was cancelled in the program's very last wait ends some turns later, if it waited for gather().
    A process that a cancelled job has left may be about to end: that is a matter of time, not of asyncio.
    A transport that goes in the census's collection needs a turn to close."""
    for _ in range(KEEPER_TURNS):
        if _taskloss.pending():
            await step(0)
    if _taskloss.in_census() and not _taskloss.pending():
        gc.collect()
        for _ in range(KEEPER_TURNS):
            await step(0)
    for _ in range(PATIENCE):
        if _has_children() or _taskloss.busy():
            await step(STEP)


def _has_children():
    if not hasattr(os, 'waitid'):
        return False  # not known
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


# ---- what is left behind ----

def census(trial):
    """Notes as facts what there is now: the trial's are held against those of its control."""
    if not _taskloss.in_census():
        return
    reports = _taskloss.reports()
    gc.collect()
    if not _taskloss.pending():  # else they are destroyed here, and that is told
        reports = _taskloss.reports()
    counts = {'more_reports': reports, 'left_threads': sum(map(_is_on_its_own, threading.enumerate())),
              'left_files': len(os.listdir('/proc/self/fd'))}
    counts.update(_of_loop(trial._loop))
    if sys.implementation.name == 'cpython':  # else there is no list of what the trial has made
        counts.update(_of_objects(_of_types(gc.get_objects(), FUTURES + SYNCHRONIZERS)))
    for name, number in counts.items():
        _taskloss.note(name, number)


def _is_on_its_own(thread):
    """An executor keeps its threads, and how many it has made is a matter of time."""
    return getattr(thread, '_target', None) is not concurrent.futures.thread._worker


def _of_types(things, types):
    """Without the GIL the list has what was frozen as well: each type is asked once, not each object."""
    seen = {id(kind): kind for kind in map(type, things)}
    wanted = {number for number, kind in seen.items() if issubclass(kind, types)}
    return [thing for thing in things if id(type(thing)) in wanted]


def _of_objects(things):
    pending = [thing for thing in things if _is_future(thing) and not thing.done()]
    futures = [thing for thing in pending if not isinstance(thing, KNOWN)]
    counts = {
        'left_futures': len(futures),
        'left_callbacks': sum(len(future._callbacks or ()) for future in futures),
        'left_tasks': len(pending) - len(futures) - _taskloss.pending(),
    }
    counts.update(_of_locks(things))
    return counts


FUTURES = asyncio.Future, getattr(asyncio.futures, '_PyFuture', asyncio.Future)


def _is_future(thing):
    return isinstance(thing, FUTURES)


def _of_loop(loop):
    """As far as it is asyncio's own."""
    selector = getattr(loop, '_selector', None)
    registered = selector.get_map() if selector is not None else None
    timers = getattr(loop, '_scheduled', ())
    return {'left_timers': sum(not timer._cancelled for timer in timers),
            'left_readers': len(registered or ())}


SYNCHRONIZERS = asyncio.Lock, asyncio.Event, asyncio.Condition, asyncio.Semaphore, asyncio.Queue


def _of_locks(things):
    ours = [thing for thing in things if isinstance(thing, SYNCHRONIZERS)]
    waiters = sum(len(deque) for thing in ours for deque in vars(thing).values()
                  if isinstance(deque, collections.deque) and deque and _is_future(deque[0]))
    held = sum(thing.locked() for thing in ours if isinstance(thing, asyncio.Lock))
    permits = sum(thing._value for thing in ours if isinstance(thing, asyncio.Semaphore))
    return {'left_waiters': waiters, 'left_locks': held - permits}
