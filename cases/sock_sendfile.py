"""sock_sendfile() sends a file, or what only looks like one: all arrives, and it is read to the end.

Cancelled, it leaves the socket unwatched.

id: f103
awaits: a socket or a signal
job: none
arrived: all
position: all
cancel_ends: all
peer_gone_told: all
readers_left: none
needs: >=3.7
guards: bare
source: docs loop.sock_sendfile
"""
import asyncio
import io
import socket
import tempfile

SIZE = 1 << 20


async def receive(loop, theirs):
    total = 0
    while total < SIZE - 10:
        data = await loop.sock_recv(theirs, 1 << 20)
        if not data:
            break
        total += len(data)
    return total


def pair():
    sockets = socket.socketpair()
    for each in sockets:
        each.setblocking(False)
    return sockets


async def arrives(loop, file):
    ours, theirs = pair()
    tasks = [asyncio.ensure_future(loop.sock_sendfile(ours, file, 10)),
             asyncio.ensure_future(receive(loop, theirs))]
    await asyncio.wait(tasks, timeout=5)
    results = [task.result() if task.done() and not task.exception() else None for task in tasks]
    for task in tasks:
        task.cancel()
    await asyncio.sleep(0.01)
    return results == [SIZE - 10] * 2, file.tell() == SIZE


async def ends(loop, file, how):
    ours, theirs = pair()
    task = asyncio.ensure_future(loop.sock_sendfile(ours, file))
    await asyncio.sleep(0.01)
    how(task, theirs)
    await asyncio.wait([task], timeout=5)
    await asyncio.sleep(0.01)
    return task


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        results = [await arrives(loop, each) for each in (file, io.BytesIO(bytes(SIZE)))]
        trial.note("arrived", all(arrived for arrived, _ in results))
        trial.note("position", all(position for _, position in results))
        task = await ends(loop, file, lambda task, theirs: task.cancel())
        trial.note("cancel_ends", task.cancelled())
        task = await ends(loop, file, lambda task, theirs: theirs.close())
        trial.note("peer_gone_told", task.done() and isinstance(task.exception(), ConnectionError))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
