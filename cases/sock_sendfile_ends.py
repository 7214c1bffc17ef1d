"""sock_sendfile() of a part of a file ends after it; where the peer is gone, or the file closed, it fails.

An offset beyond all files is refused.

id: f130
awaits: a socket or a signal
lost: none
failed: all
part_sent: all
position: all
peer_gone_told: all
unfit_told: all
closed_told: all
offset_refused: all
readers_left: none
needs: >=3.7
guards: bare
source: docs loop.sock_sendfile
"""
import asyncio
import os
import socket
import tempfile

SIZE = 1000
outcomes = {}


async def job(name, sending):
    try:
        outcomes[name] = await sending
    except Exception as error:
        outcomes[name] = type(error)
        raise


def pair():
    ours, theirs = socket.socketpair()
    for each in ours, theirs:
        each.setblocking(False)
    return ours, theirs


async def outcome(trial, name, sending):
    trial.spawn(job(name, sending))
    await asyncio.sleep(1)
    return outcomes.get(name, int)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    ours, theirs = pair()
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        file.flush()
        sent = await outcome(trial, "part", loop.sock_sendfile(ours, file, 10, 100))
        trial.note("part_sent", sent == 100 and len(theirs.recv(SIZE)) == 100)
        trial.note("position", file.tell() == 110)
        kind = await outcome(trial, "offset", loop.sock_sendfile(ours, file, 1 << 100))
        trial.note("offset_refused", issubclass(kind, OverflowError))
        theirs.close()
        kind = await outcome(trial, "gone", loop.sock_sendfile(ours, file))
        trial.note("peer_gone_told", issubclass(kind, BrokenPipeError))
        kind = await outcome(trial, "unfit", loop.sock_sendfile(ours, file, fallback=False))
        trial.note("unfit_told", issubclass(kind, asyncio.SendfileNotAvailableError))
    file = open(os.devnull, "rb")
    os.close(file.fileno())
    kind = await outcome(trial, "closed", loop.sock_sendfile(ours, file, fallback=False))
    trial.note("closed_told", issubclass(kind, asyncio.SendfileNotAvailableError))
    try:
        file.close()
    except OSError:
        pass
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
