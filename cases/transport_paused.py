"""A transport's reading is paused and goes on; closed while it is paused, it stays so.

id: f56
awaits: a socket or a signal
job: none
held_back: all
went_on: all
quiet_after_close: all
lost_once: all
readers_left: none
guards: bare
source: docs ReadTransport.pause_reading
"""
import asyncio
import socket


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.data, self.lost = b"", 0

    def data_received(self, data):
        self.data += data

    def connection_lost(self, error):
        self.lost += 1


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    ours, theirs = socket.socketpair()
    transport, protocol = await loop.create_connection(Protocol, sock=ours)
    transport.pause_reading()
    theirs.send(b"first")
    await asyncio.sleep(0.1)
    trial.note("held_back", protocol.data == b"")
    transport.resume_reading()
    await asyncio.sleep(0.1)
    trial.note("went_on", protocol.data == b"first")
    transport.pause_reading()
    theirs.send(b"second")
    transport.close()
    await asyncio.sleep(0.1)
    trial.note("quiet_after_close", protocol.data == b"first")
    transport.close()
    transport.abort()
    await asyncio.sleep(0.1)
    trial.note("lost_once", protocol.lost == 1)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    theirs.close()
