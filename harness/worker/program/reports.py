"""Who is told of a job's end: an exception handler of the program's own, or a log that somebody reads.

Asyncio calls its loop's exception handler; the default one logs. Taskloss's handler goes on to the default
one, so its call alone tells nobody; a record of the log counts where a handler of the log took it.
"""
import asyncio
import functools
import logging

import _taskloss

Base = asyncio.BaseEventLoop
METHODS = 'call_exception_handler', 'default_exception_handler'
HANDLERS = METHODS + ('_exception_handler',)

heard = None  # while a trial runs: called with each record of asyncio's log that somebody was given


# ---- exception handlers ----

def of_taskloss(function):
    """Marks the handler that the trial itself sets."""
    function.taskloss = True
    return function


def _is_own(handler):
    return callable(handler) and getattr(handler, 'taskloss', None) is not True


def _told(function):
    """The program's own, in place of asyncio's: whoever it tells, it was told."""
    @functools.wraps(function)
    def method(*args, **kwargs):
        _taskloss.report()
        return function(*args, **kwargs)
    method.taskloss = True
    method.taskloss_own = function
    return method


def _watch_class(cls):
    for parent in cls.__mro__:
        if parent is Base:
            return
        for name in METHODS:
            method = vars(parent).get(name)
            if _is_own(method):
                setattr(parent, name, _told(method))


def _watch_loops(init, get_handler, set_attribute):
    @functools.wraps(init)
    def __init__(self, *args, **kwargs):
        _watch_class(type(self))
        init(self, *args, **kwargs)

    @functools.wraps(get_handler)
    def get_exception_handler(self):
        handler = get_handler(self)
        return handler if _is_own(handler) else getattr(handler, 'taskloss_own', handler)

    def __setattr__(self, name, value):
        set_attribute(self, name, _told(value) if name in HANDLERS and _is_own(value) else value)

    Base.__init__, Base.get_exception_handler, Base.__setattr__ = \
        __init__, get_exception_handler, __setattr__


# ---- the log ----

def _watch_log(handle, call_handlers):
    @functools.wraps(handle)
    def watched_handle(self, record):
        taken = handle(self, record)
        if taken:
            record.taskloss_taken = True
        return taken

    @functools.wraps(call_handlers)
    def watched_call(self, record):
        call_handlers(self, record)
        of_asyncio = record.name == 'asyncio' or record.name.startswith('asyncio.')
        if heard is not None and of_asyncio and record.levelno >= logging.WARNING and \
                (hasattr(record, 'taskloss_taken') or _is_taken_otherwise(self, record)):
            heard(record)

    def _is_taken_otherwise(logger, record):
        """Is there a handler that takes records in a way of its own?"""
        while logger is not None:
            for handler in logger.handlers:
                if record.levelno >= handler.level and not isinstance(handler, logging.NullHandler) and \
                        type(handler).handle is not logging.Handler.handle:
                    return True
            logger = logger.parent if logger.propagate else None
        return False

    logging.Handler.handle, logging.Logger.callHandlers = watched_handle, watched_call


_watch_loops(Base.__init__, Base.get_exception_handler, Base.__setattr__)
_watch_log(logging.Handler.handle, logging.Logger.callHandlers)
