"""Ctrl-C falls while the loop reads or writes a socket: it leaves run_forever(), and who waits goes on later.

It is raised where the signal falls: in the socket's method. Up to 3.8 the loop had taken the socket
out of what it watches before it read or wrote, and nobody wakes who waits: the task is destroyed.

id: f119
awaits: a socket or a signal
job: job
lost: none
orphaned: <3.9
left: all
left_by_transport: all
left_by_endpoint: all
goes_on: >=3.9
goes_on_reading: all
reports: <3.9
needs: >=3.7
guards: bare
source: gh-81526 (bpo-37345), own
"""
import asyncio
import socket


class Socket(socket.socket):
    """Its next calls raise what the program says; at None they do what they do."""
    raises = ()


def may_raise(name):
    def method(self, *arguments):
        if self.raises:
            error, *self.raises = self.raises
            if error:
                raise error
        return getattr(socket.socket, name)(self, *arguments)
    return method


for name in "recv recv_into recvfrom recvfrom_into send sendmsg sendto connect getsockopt accept".split():
    setattr(Socket, name, may_raise(name))

FIRST, LATER, SECOND = [KeyboardInterrupt], [BlockingIOError, KeyboardInterrupt], [None, KeyboardInterrupt]


async def job(waiting):
    await waiting


def pair(kind=socket.SOCK_STREAM):
    if kind == socket.SOCK_STREAM:
        first, theirs = socket.socketpair()
        ours = Socket(fileno=first.detach())
    else:
        ours, theirs = Socket(socket.AF_UNIX, kind), socket.socket(socket.AF_UNIX, kind)
        for each in ours, theirs:
            each.bind("")  # the kernel chooses a name
        ours.connect(theirs.getsockname())
        theirs.connect(ours.getsockname())
    for each in ours, theirs:
        each.setblocking(False)
    return ours, theirs


def listening(kind=socket.socket):
    listener = kind()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)
    listener.setblocking(False)
    return listener


def leaves(loop):
    timer = loop.call_later(1, loop.stop)
    try:
        loop.run_forever()
    except KeyboardInterrupt:
        return True
    finally:
        timer.cancel()
    return False


def turns(loop):
    loop.run_until_complete(asyncio.sleep(0.01))


def methods(loop):
    """What waits, its socket, and what wakes it."""
    ours, theirs = pair()
    yield loop.sock_recv(ours, 10), ours, lambda: theirs.send(b"data")
    yield loop.sock_recv_into(ours, bytearray(10)), ours, lambda: theirs.send(b"data")
    yield loop.sock_sendall(ours, b"data"), ours, lambda: None
    listener = listening(Socket)
    client = socket.socket()
    yield loop.sock_accept(listener), listener, lambda: client.connect(listener.getsockname())
    if hasattr(loop, "sock_recvfrom"):
        ours, theirs = pair(socket.SOCK_DGRAM)
        yield loop.sock_recvfrom(ours, 10), ours, lambda: theirs.send(b"data")
        yield loop.sock_recvfrom_into(ours, bytearray(10)), ours, lambda: theirs.send(b"data")
        yield loop.sock_sendto(ours, b"data", theirs.getsockname()), ours, lambda: None


def waits(loop, waiting, sock, wake):
    sock.raises = LATER
    task = loop.create_task(job(waiting))
    loop.call_soon(wake)
    left = leaves(loop)
    loop.run_until_complete(asyncio.wait([task], timeout=5))
    return left, task.done() and not task.exception()


def connects(loop, raises):
    listener, client = listening(), Socket()
    client.setblocking(False)
    client.raises = raises
    task = loop.create_task(loop.sock_connect(client, listener.getsockname()))
    left = leaves(loop)
    loop.run_until_complete(asyncio.wait([task], timeout=5))
    return left, task.done() and task.exception()


class Protocol(asyncio.Protocol):
    data = b""

    def data_received(self, data):
        self.data += data


class Buffered(asyncio.BufferedProtocol):
    data = b""

    def get_buffer(self, hint):
        self.buffer = bytearray(10)
        return self.buffer

    def buffer_updated(self, count):
        self.data += self.buffer[:count]


def reads(loop, kind):
    ours, theirs = pair()
    transport, protocol = loop.run_until_complete(loop.create_connection(kind, sock=ours))
    turns(loop)
    ours.raises = FIRST
    theirs.send(b"data")
    left = leaves(loop)
    turns(loop)
    transport.abort()
    turns(loop)
    return left, protocol.data == b"data"


def writes(loop, raises):
    ours, theirs = pair()
    transport, _ = loop.run_until_complete(loop.create_connection(Protocol, sock=ours))
    ours.raises = raises
    loop.call_soon(transport.write, b"data")
    left = leaves(loop)
    turns(loop)
    transport.abort()
    turns(loop)
    return left


def endpoint(loop, raises, act):
    ours, theirs = pair(socket.SOCK_DGRAM)
    transport, _ = loop.run_until_complete(loop.create_datagram_endpoint(asyncio.DatagramProtocol, sock=ours))
    turns(loop)
    ours.raises = raises
    loop.call_soon(act, transport, theirs)
    left = leaves(loop)
    transport.abort()
    turns(loop)
    return left


def program(trial):
    loop = trial.loop()
    results = [waits(loop, *method) for method in methods(loop)]
    left, error = connects(loop, FIRST)
    results.append((left, isinstance(error, KeyboardInterrupt)))
    left, error = connects(loop, SECOND)
    results.append((left, error is None))
    trial.note("left", all(left for left, _ in results))
    trial.note("goes_on", all(goes_on for _, goes_on in results))
    results = [reads(loop, kind) for kind in (Protocol, Buffered)]
    trial.note("left_by_transport", all(left for left, _ in results) and
               writes(loop, FIRST) and writes(loop, LATER))
    trial.note("goes_on_reading", all(goes_on for _, goes_on in results))
    trial.note("left_by_endpoint", all([
        endpoint(loop, FIRST, lambda transport, theirs: theirs.send(b"data")),
        endpoint(loop, FIRST, lambda transport, theirs: transport.sendto(b"data", theirs.getsockname())),
        endpoint(loop, LATER, lambda transport, theirs: [
            transport.sendto(b"data", theirs.getsockname()) for _ in range(2)])]))
    trial.note("reports", len(trial.messages))
    loop.close()
