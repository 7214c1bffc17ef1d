"""Each of the loop's socket methods is cancelled: the socket is no longer watched.

What comes then is there for the next one. Up to 3.7 the loop watches on, until the socket is
ready again; up to 3.8 after sock_accept().

id: f53
awaits: a socket or a signal
job: none
readers_left: <3.9
next_gets_it: all
guards: bare
source: gh-74250 (bpo-30064), gh-85489 (bpo-41317)
"""
import asyncio
import socket


def sockets(kind):
    pair = socket.socketpair(socket.AF_UNIX, kind)
    for each in pair:
        each.setblocking(False)
    return pair


def connecting():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    clients = [socket.socket() for _ in range(3)]
    for client in clients:
        client.setblocking(False)
        client.connect_ex(listener.getsockname())
    client = socket.socket()
    client.setblocking(False)
    return client, listener


def methods(loop):
    stream, datagram = sockets(socket.SOCK_STREAM), sockets(socket.SOCK_DGRAM)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.setblocking(False)
    client, full = connecting()
    yield stream, lambda: loop.sock_recv(stream[0], 10)
    yield stream, lambda: loop.sock_recv_into(stream[0], bytearray(10))
    yield stream, lambda: loop.sock_sendall(stream[0], bytes(1 << 22))
    yield listener, lambda: loop.sock_accept(listener)
    yield client, lambda: loop.sock_connect(client, full.getsockname())
    yield full, lambda: asyncio.sleep(100)
    if hasattr(loop, "sock_recvfrom"):
        yield datagram, lambda: loop.sock_recvfrom(datagram[0], 10)
        yield datagram, lambda: loop.sock_recvfrom_into(datagram[0], bytearray(10))


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    left = 0
    for kept, method in methods(loop):
        if method.__code__.co_names[0] == "sock_recv_into" and not hasattr(loop, "sock_recv_into"):
            continue
        task = asyncio.ensure_future(method())
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        left += len(loop._selector.get_map()) - watched
        for file in list(loop._selector.get_map())[watched:]:
            loop.remove_reader(file)
            loop.remove_writer(file)
    trial.note("readers_left", left)
    ours, theirs = sockets(socket.SOCK_STREAM)
    first = asyncio.ensure_future(loop.sock_recv(ours, 10))
    await asyncio.sleep(0.01)
    first.cancel()
    theirs.send(b"data")
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(loop.sock_recv(ours, 10))
    await asyncio.wait([second], timeout=5)
    trial.note("next_gets_it", second.done() and second.result() == b"data")
    second.cancel()
    await asyncio.wait([second])
