"""A file is sent: all of it arrives, also over a full socket, and the transport goes on as it was.

Cancelled, or left by its peer, sendfile() ends; the socket is no longer watched.

id: f71
awaits: a socket or a signal
job: none
arrived: all
position: all
reads_again: all
peer_gone_told: all
waiting_told: all
cancel_ends: all
readers_left: none
needs: >=3.7
guards: bare
source: docs loop.sendfile
"""
import asyncio
import socket
import tempfile

SIZE = 3000000
BEFORE = 1 << 20


class Protocol(asyncio.Protocol):
    data = b""

    def data_received(self, data):
        self.data += data


async def receive(loop, theirs):
    total = 0
    while total < SIZE + BEFORE:
        data = await loop.sock_recv(theirs, 1 << 20)
        if not data:
            break
        total += len(data)
    return total


async def connected(loop):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(Protocol, sock=ours)
    return transport, protocol, theirs


async def arrives(trial, loop, file):
    transport, protocol, theirs = await connected(loop)
    transport.write(bytes(BEFORE))
    sending = asyncio.ensure_future(loop.sendfile(transport, file))
    receiving = asyncio.ensure_future(receive(loop, theirs))
    await asyncio.wait([sending, receiving], timeout=5)
    trial.note("arrived", receiving.done() and receiving.result() == SIZE + BEFORE and
               sending.done() and sending.result() == SIZE)
    trial.note("position", file.tell() == SIZE)
    theirs.send(b"answer")
    await asyncio.sleep(0.01)
    trial.note("reads_again", protocol.data == b"answer")
    for task in sending, receiving:
        task.cancel()
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()


async def ends(loop, file, how, before=b""):
    transport, _, theirs = await connected(loop)
    transport.write(before)
    sending = asyncio.ensure_future(loop.sendfile(transport, file))
    await asyncio.sleep(0.01)
    how(sending, theirs)
    await asyncio.wait([sending], timeout=5)
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()
    return sending


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        await arrives(trial, loop, file)
        sending = await ends(loop, file, lambda sending, theirs: theirs.close())
        trial.note("peer_gone_told", sending.done() and isinstance(sending.exception(), ConnectionError))
        sending = await ends(loop, file, lambda sending, theirs: theirs.close(), bytes(BEFORE))
        trial.note("waiting_told", sending.done() and isinstance(sending.exception(), ConnectionError))
        sending = await ends(loop, file, lambda sending, theirs: sending.cancel())
        trial.note("cancel_ends", sending.cancelled())
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
