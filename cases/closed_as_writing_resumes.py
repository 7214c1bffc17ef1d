"""A protocol closes its transport as soon as it may write again: that ends it once, without a complaint.

Where the transport ends at once and again in the next turn, the second time it has no
socket any more, and an exception handler is told.

id: g20
awaits: a socket or a signal
job: none
lost_once: all
socket_complaints: <3.14.8
pipe_complaints: all
guards: bare
source: gh-156512
"""
import asyncio
import os
import socket


class Closes(asyncio.BaseProtocol):
    lost = 0

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(0)

    def resume_writing(self):
        self.transport.close()

    def connection_lost(self, error):
        self.lost += 1


async def of_socket(loop):
    ours, theirs = socket.socketpair()
    transport, protocol = await loop.create_connection(Closes, sock=ours)
    return protocol, transport.write, theirs


async def of_pipe(loop):
    theirs, ours = os.pipe()
    transport, protocol = await loop.connect_write_pipe(Closes, open(ours, "wb", 0))
    return protocol, transport.write, open(theirs, "rb", 0)


def read(loop, descriptor):
    if not os.read(descriptor, 1 << 20):
        loop.remove_reader(descriptor)


async def complaints(trial, loop, made):
    protocol, write, theirs = await made(loop)
    before = len(trial.messages)
    for _ in range(40):
        write(bytes(10000))
    loop.add_reader(theirs.fileno(), read, loop, theirs.fileno())
    await asyncio.sleep(0.1)
    theirs.close()
    return protocol.lost, len(trial.messages) - before


async def main(trial):
    loop, lost = asyncio.get_event_loop(), []
    for name, made in ("socket", of_socket), ("pipe", of_pipe):
        times, number = await complaints(trial, loop, made)
        lost.append(times)
        trial.note(name + "_complaints", number)
    trial.note("lost_once", lost == [1, 1])
