"""A task waits for an event that a signal handler of the loop sets.

The loop holds the handler, the handler the event, and the event the task.

id: a53
awaits: a socket or a signal
lost: none
cancel.failed_programs: all
guards: bare, local, set, list, gather, await, taskgroup, shield, callback-only, loop-strong
source: own
"""
import asyncio
import os
import signal


async def job():
    event = asyncio.Event()
    asyncio.get_event_loop().add_signal_handler(signal.SIGUSR1, event.set)
    await event.wait()


async def main(trial):
    trial.spawn(job())
    await trial.wait()
    os.kill(os.getpid(), signal.SIGUSR1)
    await trial.drain()
