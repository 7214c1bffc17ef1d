"""Each of the loop's socket methods waits, ends with what came, and no longer watches the socket.

id: f52
awaits: a socket or a signal
job: none
wait: all
end: all
readers_left: none
guards: bare
source: docs loop.sock_recv
"""
import asyncio
import socket

loop = None


def pair(kind=socket.SOCK_STREAM):
    sockets = socket.socketpair(socket.AF_UNIX, kind)
    for each in sockets:
        each.setblocking(False)
    return sockets


def fill(sock, size):
    try:
        while True:
            sock.send(bytes(size))
    except BlockingIOError:
        pass


def empty(sock):
    try:
        while True:
            sock.recv(1 << 20)
    except BlockingIOError:
        pass


def recv():
    ours, theirs = pair()
    return loop.sock_recv(ours, 10), lambda: theirs.send(b"data"), b"data"


def recv_into():
    ours, theirs = pair()
    return loop.sock_recv_into(ours, bytearray(10)), lambda: theirs.send(b"data"), 4


def recvfrom():
    ours, theirs = pair(socket.SOCK_DGRAM)
    return loop.sock_recvfrom(ours, 10), lambda: theirs.send(b"data"), (b"data", None)


def recvfrom_into():
    ours, theirs = pair(socket.SOCK_DGRAM)
    return loop.sock_recvfrom_into(ours, bytearray(10)), lambda: theirs.send(b"data"), (4, None)


def sendall():
    ours, theirs = pair()
    fill(ours, 1 << 16)
    return loop.sock_sendall(ours, bytes(100000)), lambda: empty(theirs), None


def sendto():
    ours, theirs = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    theirs.bind("")
    for each in ours, theirs:
        each.setblocking(False)
    ours.connect(theirs.getsockname())
    fill(ours, 1000)
    return loop.sock_sendto(ours, b"data", theirs.getsockname()), lambda: empty(theirs), 4


def accept():
    listener, client = socket.socket(), socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.setblocking(False)
    return loop.sock_accept(listener), lambda: client.connect(listener.getsockname()), None


METHODS = [recv, sendall, accept] + [method for method in (recv_into, recvfrom, recvfrom_into, sendto)
                                     if hasattr(asyncio.AbstractEventLoop, "sock_" + method.__name__)]


async def main(trial):
    global loop
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    waited = ended = 0
    for method in METHODS:
        waiting, wake, result = method()
        task = asyncio.ensure_future(waiting)
        await asyncio.sleep(0.01)
        waited += not task.done()
        wake()
        await asyncio.wait([task], timeout=5)
        ended += task.done() and not task.exception() and (method is accept or task.result() == result)
        task.cancel()
        await asyncio.sleep(0.01)
        del wake
    trial.note("wait", waited == len(METHODS))
    trial.note("end", ended == len(METHODS))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
