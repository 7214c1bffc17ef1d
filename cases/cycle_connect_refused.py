"""open_connection() is refused, and a reference cycle stays.

The exception and the frames of its traceback refer to each other, so what the caller
worked on lives until the next collection. Both collectors, the automatic and the forced
one, are off here.

id: c14
awaits: a connection being made
lost: none
leaked_objects: <3.10.9, 3.11.0, pytask, pypy
cancel.failed_programs: all
guards: bare
source: gh-88863
"""
import asyncio
import gc
import socket
import weakref


class Payload:
    pass


closed = socket.socket()


async def job(payload):
    try:
        await asyncio.open_connection(*closed.getsockname())
    except OSError:
        pass


async def handle(payload):
    await asyncio.ensure_future(job(payload))


async def main(trial):
    trial.collect_as_shipped()
    gc.disable()
    closed.bind(("127.0.0.1", 0))  # but does not listen
    payloads = []
    for _ in range(trial.jobs):
        payload = Payload()
        payloads.append(weakref.ref(payload))
        await handle(payload)
        del payload
    await asyncio.sleep(0.01)
    trial.note("leaked_objects", sum(payload() is not None for payload in payloads))
