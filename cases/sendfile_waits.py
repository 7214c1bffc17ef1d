"""sock_sendfile() on a socket that is full waits for the peer to read; cancelled there, it leaves nothing.

id: g23
awaits: a socket or a signal
job: none
waits: all
arrived: all
cancel_ends: all
readers_left: none
needs: >=3.7
guards: bare
source: docs loop.sock_sendfile
"""
import asyncio
import socket
import tempfile

SIZE = 1 << 20


def full_pair():
    ours, theirs = socket.socketpair()
    for each in ours, theirs:
        each.setblocking(False)
    filled = 0
    while True:
        try:
            filled += ours.send(bytes(SIZE))
        except BlockingIOError:
            return ours, theirs, filled


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        file.flush()
        ours, theirs, left = full_pair()
        task = asyncio.ensure_future(loop.sock_sendfile(ours, file, 10))
        await asyncio.sleep(0.01)
        trial.note("waits", not task.done())
        left += SIZE - 10
        reading = asyncio.ensure_future(loop.sock_recv(theirs, left))
        while left and (await asyncio.wait([reading], timeout=5))[0]:
            left -= len(reading.result())
            reading = asyncio.ensure_future(loop.sock_recv(theirs, left))
        reading.cancel()
        await asyncio.wait([task], timeout=5)
        trial.note("arrived", left == 0 and task.done() and task.result() == SIZE - 10)

        ours, theirs, _ = full_pair()
        task = asyncio.ensure_future(loop.sock_sendfile(ours, file))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        trial.note("cancel_ends", task.cancelled())
        await asyncio.sleep(0.01)
        trial.note("readers_left", len(loop._selector.get_map()) - watched)
