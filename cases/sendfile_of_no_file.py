"""sendfile() of what is no real file writes it: the protocol gets its transport back as it was.

Reading and writing go on if they did before. A full socket holds it back, and who is lost is told.

id: f110
awaits: a socket or a signal
job: none
arrived: all
protocol_back: all
reads_again: all
stays_paused: all
writes_again: all
held_back: all
peer_gone_told: all
loss_told: all
closed_told: all
needs: >=3.7
guards: bare
source: docs loop.sendfile
"""
import asyncio
import io
import socket

SIZE = 1 << 20


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.data, self.calls = b"", []

    def data_received(self, data):
        self.data += data

    def pause_writing(self):
        self.calls.append("pause")

    def resume_writing(self):
        self.calls.append("resume")

    def connection_lost(self, error):
        self.calls.append(error)


async def receive(loop, theirs, size):
    while size > 0:
        data = await loop.sock_recv(theirs, 1 << 20)
        size -= len(data) or size
    return size == 0


async def connected(loop):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(Protocol, sock=ours)
    return transport, protocol, theirs


async def close(transport, theirs):
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()


async def arrives(trial, loop):
    transport, protocol, theirs = await connected(loop)
    file = io.BytesIO(bytes(SIZE))
    sending = asyncio.ensure_future(loop.sendfile(transport, file))
    await asyncio.sleep(0.1)
    held_back = not sending.done() and file.tell() < SIZE
    theirs.send(b"answer")
    await asyncio.sleep(0.01)
    arriving = asyncio.ensure_future(receive(loop, theirs, SIZE))
    await asyncio.wait([sending, arriving], timeout=5)
    trial.note("arrived", sending.done() and sending.result() == SIZE and
               arriving.done() and arriving.result())
    trial.note("protocol_back", transport.get_protocol() is protocol)
    await asyncio.sleep(0.01)
    trial.note("reads_again", protocol.data == b"answer")
    for task in sending, arriving:
        task.cancel()
    await close(transport, theirs)
    return held_back


async def was_paused(trial, loop):
    transport, protocol, theirs = await connected(loop)
    transport.pause_reading()
    transport.write(bytes(SIZE))
    file = io.BytesIO(bytes(SIZE // 2))
    sending = asyncio.ensure_future(loop.sendfile(transport, file))
    await asyncio.sleep(0.1)
    held_back = file.tell() < SIZE // 2
    arriving = asyncio.ensure_future(receive(loop, theirs, SIZE + SIZE // 2))
    await asyncio.wait([sending, arriving], timeout=5)
    theirs.send(b"answer")
    await asyncio.sleep(0.01)
    trial.note("stays_paused", protocol.data == b"")
    trial.note("writes_again", protocol.calls == ["pause", "resume"])
    for task in sending, arriving:
        task.cancel()
    await close(transport, theirs)
    return held_back


async def ends(loop, delay, how):
    transport, protocol, theirs = await connected(loop)
    sending = asyncio.ensure_future(loop.sendfile(transport, io.BytesIO(bytes(SIZE))))
    await asyncio.sleep(delay)
    how(transport, theirs)
    await asyncio.wait([sending], timeout=5)
    told = sending.done() and isinstance(sending.exception(), ConnectionError)
    sending.cancel()
    await close(transport, theirs)
    return told, [type(call) for call in protocol.calls]


async def main(trial):
    loop = asyncio.get_event_loop()
    held_back = [await arrives(trial, loop), await was_paused(trial, loop)]
    trial.note("held_back", all(held_back))
    told, calls = await ends(loop, 0.1, lambda transport, theirs: theirs.close())
    trial.note("peer_gone_told", told)
    trial.note("loss_told", len(calls) == 1 and issubclass(calls[0], ConnectionError))
    waiting, calls = await ends(loop, 0.1, lambda transport, theirs: transport.abort())
    beginning, more_calls = await ends(loop, 0, lambda transport, theirs: transport.abort())
    trial.note("closed_told", waiting and beginning and calls == more_calls == [type(None)])
