"""sock_recv() is cancelled at any step, and its socket closed.

From 3.8 on the socket is no longer watched when the job has ended. Before, the loop watches
its closed descriptor on. PyPy closes the descriptors of a job that never ran only when it
collects them.

id: g15
awaits: a socket or a signal
lost: none
cancel.stalled: none
cancel.left_files: pypy
cancel.left_readers: <3.8
source: gh-74250 (bpo-30064)
"""
import asyncio
import contextlib
import socket


async def job(box):
    loop = asyncio.get_event_loop()
    with box.pop() as ours:
        await loop.sock_recv(ours, 100)


async def main(trial):
    others = []
    for _ in range(trial.jobs):
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        others.append(theirs)
        trial.spawn(job([ours]))
        del ours
    await trial.wait()
    for theirs in others:
        with contextlib.suppress(BrokenPipeError):
            theirs.send(b"answer")
    await trial.drain()
    for theirs in others:
        theirs.close()
