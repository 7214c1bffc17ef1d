"""A protocol is told of its connection, the data, the end and the loss, in this order, each once.

Where eof_received() returns a true value the transport stays open for writing, else it closes.

id: f59
awaits: a socket or a signal
job: none
in_order: all
kept_open: all
closed: all
buffered: >=3.7
guards: bare
source: docs asyncio.Protocol
"""
import asyncio
import socket

BufferedProtocol = getattr(asyncio, "BufferedProtocol", None)


def protocol_of(base, keeps):
    class Protocol(base):
        def __init__(self):
            self.calls = []
            self.buffer = bytearray(10)

        def connection_made(self, transport):
            self.calls.append("made")

        def data_received(self, data):
            self.calls.append(data)

        def get_buffer(self, hint):
            return self.buffer

        def buffer_updated(self, count):
            self.calls.append(bytes(self.buffer[:count]))

        def eof_received(self):
            self.calls.append("end")
            return keeps

        def connection_lost(self, error):
            self.calls.append(error)
    return Protocol


async def calls(loop, base, keeps):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(protocol_of(base, keeps), sock=ours)
    for data in b"one", b"two":
        theirs.send(data)
        await asyncio.sleep(0.01)
    theirs.shutdown(socket.SHUT_WR)
    await asyncio.sleep(0.01)
    is_open = not transport.is_closing()
    if is_open:
        transport.write(b"answer")
        await asyncio.sleep(0.01)
        is_open = theirs.recv(10) == b"answer"
        transport.close()
        await asyncio.sleep(0.01)
    theirs.close()
    return protocol.calls == ["made", b"one", b"two", "end", None], is_open


async def main(trial):
    loop = asyncio.get_event_loop()
    kept = await calls(loop, asyncio.Protocol, True)
    closed = await calls(loop, asyncio.Protocol, False)
    trial.note("in_order", kept[0] and closed[0])
    trial.note("kept_open", kept[1])
    trial.note("closed", not closed[1])
    trial.note("buffered", BufferedProtocol is not None and
               await calls(loop, BufferedProtocol, False) == (True, False))
