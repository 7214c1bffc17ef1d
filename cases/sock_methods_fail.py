"""A peer resets or refuses a connection, or a socket does not listen: each of the loop's socket methods fails.

None watches the socket any longer.

id: f54
awaits: a socket or a signal
job: none
told: all
readers_left: none
guards: bare
source: docs loop.sock_recv, own
"""
import asyncio
import socket
import struct


def connected():
    listener, client = socket.socket(), socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    client.connect(listener.getsockname())
    client.setblocking(False)
    peer = listener.accept()[0]
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    listener.close()
    return client, peer


def methods(loop):
    yield lambda sock: loop.sock_recv(sock, 10)
    yield lambda sock: loop.sock_sendall(sock, bytes(1 << 24))
    if hasattr(loop, "sock_recv_into"):
        yield lambda sock: loop.sock_recv_into(sock, bytearray(10))
    if hasattr(loop, "sock_recvfrom"):
        yield lambda sock: loop.sock_recvfrom(sock, 10)
        yield lambda sock: loop.sock_recvfrom_into(sock, bytearray(10))


async def outcome(waiting, ends, kind=ConnectionError):
    task = asyncio.ensure_future(waiting)
    await asyncio.sleep(0.01)
    ends()
    await asyncio.wait([task], timeout=5)
    told = task.done() and isinstance(task.exception(), kind)
    task.cancel()
    await asyncio.sleep(0.01)
    return told


async def refused(loop):
    closed, sock = socket.socket(), socket.socket()
    closed.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    return await outcome(loop.sock_connect(sock, closed.getsockname()), sock.fileno)


async def sendto_refused(loop):
    ours, name = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
    name.bind("")  # the kernel chooses one
    ours.setblocking(False)
    ours.connect(name.getsockname())
    try:
        while True:
            ours.send(bytes(1000))
    except BlockingIOError:
        pass
    return await outcome(loop.sock_sendto(ours, b"data", name.getsockname()), name.close)


async def does_not_listen(loop):
    sock = socket.socket()
    sock.setblocking(False)
    return await outcome(loop.sock_accept(sock), sock.fileno, OSError)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    told = await refused(loop)
    told &= await does_not_listen(loop)
    if hasattr(loop, "sock_sendto"):
        told &= await sendto_refused(loop)
    for method in methods(loop):
        sock, peer = connected()
        told &= await outcome(method(sock), peer.close)
        sock.close()
    trial.note("told", told)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
