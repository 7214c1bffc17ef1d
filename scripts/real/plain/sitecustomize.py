"""What a plain Python says, without taskloss: each task that dies pending, under gc.collect() at each step.

With this folder in PYTHONPATH, and in TASKLOSS_PLAIN a file: asyncio's loops collect before each of
their steps (with TASKLOSS_PLAIN_THREAD also a thread does so), and the tasks of which asyncio says "Task was destroyed but it is pending!" are noted in
the file, a line of JSON each: where the coroutine's code is.
"""
import gc
import json
import logging
import os
import threading
import time

MESSAGE = 'Task was destroyed but it is pending!'


def note(task):
    code = getattr(task.get_coro(), 'cr_code', None) or getattr(task.get_coro(), 'gi_code', None)
    line = json.dumps({'file': getattr(code, 'co_filename', '?'), 'line': getattr(code, 'co_firstlineno', 0),
                       'function': getattr(code, 'co_qualname', getattr(code, 'co_name', '?')),
                       'test': os.environ.get('PYTEST_CURRENT_TEST', '')})
    file = os.open(os.environ['TASKLOSS_PLAIN'], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(file, line.encode() + b'\n')
    os.close(file)


def collect_at_each_step(loops):
    run_once, handle = loops.BaseEventLoop._run_once, loops.BaseEventLoop.call_exception_handler

    def collecting(self):
        gc.collect()
        run_once(self)

    def noting(self, context):
        if context.get('message') == MESSAGE and 'task' in context:
            note(context['task'])
        handle(self, context)

    loops.BaseEventLoop._run_once = collecting
    loops.BaseEventLoop.call_exception_handler = noting


def let_children_speak(tasks):
    """gather() has its tasks say nothing of their end; here they do."""
    make = tasks._GatheringFuture.__init__

    def made(self, children, **words):
        for child in children:
            if isinstance(child, tasks.Task):
                child._log_destroy_pending = True
        make(self, children, **words)

    tasks._GatheringFuture.__init__ = made


class Records(logging.Filter):
    """For loops that are not asyncio's own: what their exception handler writes."""

    def filter(self, record):
        if record.getMessage().startswith(MESSAGE):
            with open(os.environ['TASKLOSS_PLAIN'], 'a') as file:
                file.write(json.dumps({'text': record.getMessage()}) + '\n')
        return True


def collect_now_and_then():
    while True:
        time.sleep(0.1)
        gc.collect()


if os.environ.get('TASKLOSS_PLAIN_THREAD'):
    threading.Thread(target=collect_now_and_then, daemon=True).start()
    os.register_at_fork(after_in_child=lambda: threading.Thread(target=collect_now_and_then, daemon=True).start())
if os.environ.get('TASKLOSS_PLAIN'):
    import asyncio.base_events
    collect_at_each_step(asyncio.base_events)
    let_children_speak(asyncio.tasks)
    logging.getLogger('asyncio').addFilter(Records())
