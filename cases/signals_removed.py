"""A signal handler of the loop is removed: the signal is as before, and so when the loop closes.

id: f72
awaits: a socket or a signal
job: none
called: all
others_called: all
removed: all
default_again: all
interrupt_again: all
wakeup_left: none
guards: bare
source: docs loop.add_signal_handler
"""
import asyncio
import os
import signal

called = []


async def receive(loop, number):
    os.kill(os.getpid(), number)
    await asyncio.sleep(0.01)


def is_default(number):
    return signal.getsignal(number) == signal.SIG_DFL


def program(trial):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    loop = trial.loop()
    loop.add_signal_handler(signal.SIGUSR1, called.append, "first")
    loop.add_signal_handler(signal.SIGUSR1, called.append, "second")
    loop.add_signal_handler(signal.SIGUSR2, called.append, "other")
    loop.add_signal_handler(signal.SIGINT, called.append, "interrupt")
    for number in signal.SIGUSR1, signal.SIGUSR2, signal.SIGINT, signal.SIGUSR1:
        loop.run_until_complete(receive(loop, number))
    trial.note("called", called == ["second", "other", "interrupt", "second"])
    removed = loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1)
    trial.note("removed", removed == (True, False))
    loop.run_until_complete(receive(loop, signal.SIGUSR2))
    trial.note("others_called", called[-1] == "other" and len(called) == 5)
    removed = loop.remove_signal_handler(signal.SIGINT)
    trial.note("interrupt_again", removed and signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    loop.close()
    trial.note("default_again", is_default(signal.SIGUSR1) and is_default(signal.SIGUSR2))
    trial.note("wakeup_left", signal.set_wakeup_fd(-1) != -1)
