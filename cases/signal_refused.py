"""A handler for a signal that cannot be caught is refused, and leaves nothing; the next signal is handled.

id: g26
awaits: a socket or a signal
job: none
refused: all
handler_left: none
wakeups_left: none
next_one_handled: all
guards: bare
source: docs loop.add_signal_handler
"""
import asyncio
import os
import signal


def refuses(loop):
    try:
        loop.add_signal_handler(signal.SIGKILL, print)
    except Exception as error:
        return isinstance(error, RuntimeError)
    return False


def knows(loop, number):
    try:
        return loop.remove_signal_handler(number)
    except RuntimeError:  # it tries to put back what was there before
        return True


async def main(trial):
    loop, handled = asyncio.get_event_loop(), asyncio.Event()
    trial.note("refused", refuses(loop))
    trial.note("handler_left", knows(loop, signal.SIGKILL))
    trial.note("wakeups_left", signal.set_wakeup_fd(-1) != -1)
    loop.add_signal_handler(signal.SIGUSR1, handled.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait([asyncio.ensure_future(handled.wait())], timeout=5)
    trial.note("next_one_handled", handled.is_set())
    loop.remove_signal_handler(signal.SIGUSR1)
