"""A thread waits for each child: its status arrives, also where the system has already thrown it away.

A loop that is closed before the child ends is named in a warning, and so is the process that nobody closed.

id: f136
awaits: a subprocess
job: none
ended: all
status_lost: all
warned: all
closed_named: all
unclosed_told: all
threads_left: none
needs: >=3.8, ->=3.14
guards: bare
isolation: fork
source: docs asyncio.ThreadedChildWatcher
"""
import asyncio
import gc
import signal
import subprocess
import threading
import warnings


def watcher_threads():
    return [thread for thread in threading.enumerate() if "waitpid" in thread.name]


async def status(program):
    process = await asyncio.create_subprocess_exec(program, stdin=subprocess.PIPE)
    process.stdin.close()
    waiting = asyncio.ensure_future(process.wait())
    await asyncio.wait([waiting], timeout=5)
    return waiting.done() and waiting.result()


async def start():
    return await asyncio.create_subprocess_exec("cat", stdin=subprocess.PIPE)


def logged(trial, text):
    return sum(text in message for message in trial.messages)


def program(trial):
    warnings.simplefilter("ignore")
    watcher = asyncio.ThreadedChildWatcher()
    asyncio.set_child_watcher(watcher)
    loop = trial.loop()
    asyncio.set_event_loop(loop)
    trial.note("ended", loop.run_until_complete(status("false")) == 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    trial.note("status_lost", loop.run_until_complete(status("true")) == 255)
    trial.note("warned", logged(trial, "Unknown child process"))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    process = loop.run_until_complete(start())
    threads = watcher_threads()
    loop.close()
    process.kill()
    for thread in threads:
        thread.join(5)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del process
        for _ in range(3):
            gc.collect()
    trial.note("unclosed_told", sum("_UnixSubprocessTransport" in str(each.message) for each in caught))
    trial.note("closed_named", logged(trial, "is closed"))
    trial.note("threads_left", len(watcher._threads))
