"""A loop is closed: what it owns is gone, what waits is dropped, and it refuses more.

id: f66
awaits: nothing more
job: none
open_left: none
signal_left: none
threads_left: none
refused: all
ran: none
guards: bare
source: docs loop.close
"""
import asyncio
import os
import signal
import threading

ran = []


def refuses(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        return isinstance(error, RuntimeError)
    return False


def opened():
    return len(os.listdir("/proc/self/fd"))


def program(trial):
    threads = threading.active_count()
    loop = asyncio.new_event_loop()
    loop.close()
    before = opened()
    loop = asyncio.new_event_loop()
    loop.add_signal_handler(signal.SIGUSR1, ran.append, "signal")
    loop.run_until_complete(loop.run_in_executor(None, int))
    loop.call_soon(ran.append, "soon")
    loop.call_later(1, ran.append, "later")
    refused = []
    loop.call_soon(lambda: refused.append(refuses(loop.close)))
    loop.call_soon(loop.stop)
    loop.run_forever()
    del ran[:]
    loop.close()
    loop.close()
    trial.note("open_left", opened() - before)
    trial.note("signal_left", signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL or
               signal.set_wakeup_fd(-1) != -1)
    sleep = asyncio.sleep(0)
    refused += [refuses(loop.call_soon, int), refuses(loop.call_later, 1, int), refuses(loop.run_forever),
                refuses(loop.call_soon_threadsafe, int), refuses(loop.run_until_complete, sleep),
                refuses(loop.run_in_executor, None, int), refuses(loop.add_reader, 0, int),
                refuses(loop.add_writer, 1, int)]
    sleep.close()
    trial.note("refused", all(refused))
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(5)
    trial.note("threads_left", threading.active_count() - threads)
    trial.note("ran", len(ran))
