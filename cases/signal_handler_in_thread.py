"""A loop that runs in another thread may not handle signals: it is refused, and the main loop's handlers stay.

id: f134
awaits: a socket or a signal
job: none
refused: all
left_with_it: none
handled: all
guards: bare
source: docs loop.add_signal_handler
"""
import asyncio
import os
import signal
import threading


async def adds(found):
    loop = asyncio.get_event_loop()
    try:
        loop.add_signal_handler(signal.SIGUSR1, print)
    except RuntimeError:
        found["refused"] = 1
    found["left_with_it"] = loop.remove_signal_handler(signal.SIGUSR1)


def runs(found):
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(adds(found))
    except Exception:
        found["left_with_it"] = 1
    loop.close()


async def main(trial):
    loop, handled, found = asyncio.get_event_loop(), asyncio.Event(), {}
    loop.add_signal_handler(signal.SIGUSR1, handled.set)
    thread = threading.Thread(target=runs, args=(found,))
    thread.start()
    thread.join()
    trial.note("refused", found.get("refused", 0))
    trial.note("left_with_it", found["left_with_it"])
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.wait([asyncio.ensure_future(handled.wait())], timeout=5)
    trial.note("handled", handled.is_set())
    loop.remove_signal_handler(signal.SIGUSR1)
