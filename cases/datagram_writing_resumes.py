"""A datagram protocol that had to pause may write again when all is sent, also with a limit of nothing.

Each was counted with eight bytes more than were taken off again (gh-135444). Where it
closes its transport then, that ends at once and again in the next turn, when it has no
socket any more; of stream sockets this was gh-156512.

id: g22
awaits: a socket or a signal
job: none
paused: all
resumed: all, -3.13.0..3.13.5
complaints: all, -3.13.0..3.13.5
guards: bare
source: gh-135444
"""
import asyncio
import os
import socket


class Closes(asyncio.DatagramProtocol):
    paused = resumed = 0

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(0)

    def pause_writing(self):
        self.paused += 1

    def resume_writing(self):
        self.resumed += 1
        self.transport.close()


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2))
    theirs.bind("")
    transport, protocol = await loop.create_datagram_endpoint(Closes, sock=ours)
    for _ in range(12):
        transport.sendto(bytes(50000), theirs.getsockname())
    loop.add_reader(theirs.fileno(), os.read, theirs.fileno(), 50000)
    await asyncio.sleep(0.1)
    loop.remove_reader(theirs.fileno())
    theirs.close()
    transport.close()
    trial.note("paused", protocol.paused)
    trial.note("resumed", protocol.resumed)
    trial.note("complaints", len(trial.messages))
