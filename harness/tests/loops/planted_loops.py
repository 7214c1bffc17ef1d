"""Event loops with planted faults, for the tests: each is a function that makes one."""
import asyncio
import os
import select
import signal
import threading
import time


class _Selector(asyncio.SelectorEventLoop):
    pass


def plain():
    return _Selector()


class _ForeignTask(asyncio.Future):
    """A task that is no asyncio.Task: it steps its coroutine by itself."""

    def __init__(self, coroutine, loop):
        super().__init__(loop=loop)
        self._coro = coroutine
        loop.call_soon(self._step)

    def _step(self, waited=None):
        try:
            waiting = self._coro.send(None)
        except StopIteration as stop:
            self.set_result(stop.value)
        except Exception as error:
            self.set_exception(error)
        else:
            if waiting is None:
                self.get_loop().call_soon(self._step)
            else:
                waiting._asyncio_future_blocking = False
                waiting.add_done_callback(self._step)


class _Foreign(_Selector):
    def create_task(self, coroutine, **options):
        return _ForeignTask(coroutine, self)


def foreign_tasks():
    return _Foreign()


class _ForeignJobs(_Selector):
    """Its first tasks are asyncio's, those of jobs are not."""

    def create_task(self, coroutine, **options):
        if getattr(coroutine, '__name__', '') == 'job':
            return _ForeignTask(coroutine, self)
        return super().create_task(coroutine, **options)


def foreign_jobs():
    return _ForeignJobs()


def crashes():
    os.kill(os.getpid(), signal.SIGSEGV)


def leaves():
    os._exit(7)


def raises():
    raise OSError('no ring')


def hangs():
    while True:
        time.sleep(1)


def takes_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
    return _Selector()


class _InRealTime(_Selector):
    """Neither its clock nor its waits go through libc's functions as taskloss defines them."""

    def __init__(self):
        self._libc = __import__('ctypes').CDLL('libc.so.6')
        super().__init__()
        self._selector = _RawSelector(self._libc, self._selector)

    def time(self):
        return _real_time(self._libc)


def _real_time(libc):
    import ctypes
    moment = (ctypes.c_long * 2)()
    libc.syscall(ctypes.c_long(228), 1, moment)  # clock_gettime(CLOCK_MONOTONIC), on x86-64
    return moment[0] + moment[1] / 1e9


class _RawSelector:
    """Looks without waiting, and waits for real in between."""

    def __init__(self, libc, inner):
        self._libc, self._inner = libc, inner

    def select(self, timeout=None):
        until = _real_time(self._libc) + (3600 if timeout is None else timeout)
        while True:
            found = self._look()
            if found or _real_time(self._libc) >= until:
                return found

    def _look(self):
        files = {key.fd: key for key in self._inner.get_map().values()}
        poll = select.poll()
        for fd, key in files.items():
            poll.register(fd, (select.POLLIN if key.events & 1 else 0) | (select.POLLOUT if key.events & 2 else 0))
        return [(files[fd], (1 if event & ~select.POLLOUT else 0) | (2 if event & ~select.POLLIN else 0))
                for fd, event in poll.poll(0)]

    def __getattr__(self, name):
        return getattr(self._inner, name)


def in_real_time():
    return _InRealTime()


class _LockedSelector:
    """Waits under the lock that the loop takes whenever something is scheduled."""

    def __init__(self, inner, lock):
        self._inner, self._lock = inner, lock

    def select(self, timeout=None):
        with self._lock:
            return self._inner.select(timeout)

    def __getattr__(self, name):
        return getattr(self._inner, name)


class _WaitsUnderLock(_Selector):
    def __init__(self):
        self._lock = threading.Lock()
        super().__init__()
        self._selector = _LockedSelector(self._selector, self._lock)

    def call_soon(self, *args, **options):
        with self._lock:
            return super().call_soon(*args, **options)


def waits_under_lock():
    return _WaitsUnderLock()


class _ShortSelector:
    """Never waits for longer than a moment."""

    def __init__(self, inner):
        self._inner = inner

    def select(self, timeout=None):
        return self._inner.select(min(0.05, 0.05 if timeout is None else timeout))

    def __getattr__(self, name):
        return getattr(self._inner, name)


class _WakesUp(_Selector):
    def __init__(self):
        super().__init__()
        self._selector = _ShortSelector(self._selector)


def wakes_up():
    return _WakesUp()


class _Nameless(_Selector):
    """Hands None to the exception handler, and keeps the context of one that fails."""
    failed = None

    def call_exception_handler(self, context):
        handler = self.get_exception_handler()
        try:
            if handler is None:
                self.default_exception_handler(context)
            else:
                handler(None, context)
        except Exception:
            _Nameless.failed = context


def nameless():
    return _Nameless()


class _PolledRing(_Selector):
    """Has an io_uring that a thread of the kernel polls, as libuv 1.45 to 1.48 does."""

    def __init__(self):
        import ctypes
        super().__init__()
        parameters = (ctypes.c_uint32 * 30)()
        parameters[2], parameters[4] = 2, 10  # IORING_SETUP_SQPOLL, idle after 10 ms
        ctypes.CDLL(None).syscall(ctypes.c_long(425), 4, parameters)  # fails where there is no io_uring


def polled_ring():
    return _PolledRing()
