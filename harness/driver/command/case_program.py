"""A case as a program of its own, for `taskloss watch`: what a worker gives it, without the worker.

    python -c THIS FILE JOBS

Jobs are bare tasks. A collection falls at each loop step. The loop's time jumps where it would only wait; other processes and threads get a
moment of real time first. Runs on every Python from 3.6 on.
"""
import asyncio
import gc
import importlib.util
import inspect
import logging
import os
import sys

STEP = 0.01
WAITS = 20
LONGEST_PAUSE = 86400
MOMENT = 0.005  # seconds of real time before time jumps


class Trial:
    def __init__(self, jobs):
        self.jobs = jobs
        self.guard = 'bare'
        self.kinds = []
        self.messages = []
        self._loop = None
        self._is_pressed = True

    def spawn(self, coroutine):
        async def awaits(awaitable):
            return await awaitable
        if not asyncio.iscoroutine(coroutine):
            coroutine = awaits(coroutine)
        self._current().create_task(coroutine)

    async def wait(self):
        for _ in range(WAITS):
            await asyncio.sleep(STEP)

    async def drain(self):
        pause = STEP
        while pause < LONGEST_PAUSE and is_busy():
            await asyncio.sleep(pause)
            pause *= 1.5

    def collect(self, generation=2):
        gc.collect(2 if generation < 0 else generation)

    def loop(self):
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        let_time_jump(self._loop, self._press)
        self._loop.set_exception_handler(self._told)
        return self._loop

    def collect_as_shipped(self):
        self._is_pressed = False

    def _press(self):
        """As `run` has it: none where the program has switched its collector off."""
        if self._is_pressed and gc.isenabled() and gc.get_threshold()[0] > 0:
            gc.collect()

    def _current(self):
        return asyncio._get_running_loop() or self._loop or asyncio.get_event_loop()

    def _told(self, loop, context):
        self.messages.append(str(context.get('message')))
        loop.default_exception_handler(context)

    def _nothing(self, *what):
        pass

    watch = note = must_be_gone = count_printed = exit_normally = _nothing


def is_busy():
    """Is any task but this one pending?"""
    tasks = getattr(asyncio, 'all_tasks', None) or asyncio.Task.all_tasks
    return sum(not task.done() for task in tasks()) > 1


def let_time_jump(loop, press):
    ahead = [0.0]
    time, select = loop.time, loop._selector.select

    def jumping_select(timeout=None):
        moment = MOMENT if timeout is None or timeout > MOMENT else timeout
        events = select(moment)
        press()
        if not events and timeout is not None and timeout > moment:
            ahead[0] += timeout - moment
        return events

    loop.time = lambda: time() + ahead[0]
    loop._selector.select = jumping_select


async def maybe(case, name, *args):
    result = getattr(case, name)(*args) if hasattr(case, name) else None
    if inspect.isawaitable(result):
        await result


def takes_number(job):
    try:
        inspect.signature(job).bind(0)
    except TypeError:
        return False
    return True


async def run_jobs(trial, case):
    await maybe(case, 'setup')
    numbered = takes_number(case.job)
    for number in range(trial.jobs):
        trial.spawn(case.job(number) if numbered else case.job())
    await asyncio.sleep(5 * STEP)
    await trial.wait()
    await maybe(case, 'wake')
    await trial.drain()
    await maybe(case, 'finish')


async def run_main(trial, case):
    await maybe(case, 'main', trial)
    await trial.drain()


def load(path):
    sys.path.insert(0, os.path.dirname(path))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    case = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(case)
    return case


def run(path, jobs):
    trial, case = Trial(jobs), load(path)
    if hasattr(case, 'program'):
        case.program(trial)
    else:
        trial.loop().run_until_complete((run_main if hasattr(case, 'main') else run_jobs)(trial, case))


logging.getLogger().addHandler(logging.NullHandler())
run(sys.argv[1], int(sys.argv[2]))
