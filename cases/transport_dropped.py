"""A loop is closed with transports open, and they are dropped: each says so, and closes its file.

id: f109
awaits: a socket or a signal
job: none
open_left: none
warned: all
guards: bare
source: docs asyncio.BaseTransport, own
"""
import asyncio
import gc
import os
import socket
import warnings


async def connect(loop, files):
    ours, theirs = socket.socketpair()
    read_end, write_end = os.pipe()
    datagram = socket.socket(type=socket.SOCK_DGRAM)
    files += [ours, theirs, os.fdopen(read_end, "rb", 0), os.fdopen(write_end, "wb", 0), datagram]
    await loop.create_connection(asyncio.Protocol, sock=ours)
    await loop.connect_read_pipe(asyncio.Protocol, files[2])
    await loop.connect_write_pipe(asyncio.BaseProtocol, files[3])
    datagram.bind(("127.0.0.1", 0))
    await loop.create_datagram_endpoint(asyncio.DatagramProtocol, sock=datagram)
    files.remove(theirs)
    theirs.close()


def is_open(file):
    return file.fileno() != -1 if isinstance(file, socket.socket) else not file.closed


def program(trial):
    files = []
    loop = asyncio.new_event_loop()
    loop.run_until_complete(connect(loop, files))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop.close()
        del loop
        gc.collect()
    trial.note("open_left", sum(is_open(file) for file in files))
    trial.note("warned", sum("unclosed transport" in str(each.message) for each in caught) == 4)
