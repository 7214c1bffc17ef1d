"""The protocol factory of create_connection() raises: the socket does not stay open.

The fix closes every socket, also one that the program has brought and may go on with (gh-155305).

id: g21
awaits: a connection being made
lost: none
left_open: <3.14.7
own_left_open: <3.14.7
guards: bare
source: gh-153133
"""
import asyncio
import gc
import socket
import warnings

left_open = []


async def job():
    loop = asyncio.get_event_loop()
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    try:
        await loop.create_connection(lambda: 1 / 0, *server.sockets[0].getsockname())
    except ZeroDivisionError:
        pass
    ours, theirs = socket.socketpair()
    try:
        await loop.create_connection(lambda: 1 / 0, sock=ours)
    except ZeroDivisionError:
        left_open.append(ours.fileno() != -1)
    server.close()
    ours.close()
    theirs.close()


async def main(trial):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(trial.jobs):
            trial.spawn(job())
        await trial.drain()
        gc.collect()
    trial.note("left_open", sum("laddr" in str(warning.message) for warning in caught))
    trial.note("own_left_open", sum(left_open))
