"""A TLS peer is gone, and the protocol aborts the connection as it gets the last data: it is told of the loss once.

Asyncio reports an error of its own besides.

id: f141
awaits: a stream
job: none
told_once: all
reported: all
readers_left: none
needs: >=3.11
guards: bare
source: own
"""
import asyncio
import os
import socket
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


class Protocol(asyncio.BufferedProtocol):
    """It takes little at a time, so that there is more when the end has come."""
    updates, lost = 0, ()

    def connection_made(self, transport):
        self.transport, self.buffer = transport, bytearray(1000)

    def get_buffer(self, hint):
        return self.buffer

    def buffer_updated(self, count):
        self.updates += 1
        if self.updates == 3:
            self.transport.abort()

    def connection_lost(self, error):
        self.lost += error,


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    ours, theirs = socket.socketpair()
    (_, protocol), (other, _) = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(asyncio.Protocol, theirs, ssl=serving))
    await asyncio.sleep(0.1)
    other.write(bytes(20000))
    theirs_too = other.get_extra_info("socket")
    theirs_too.shutdown(socket.SHUT_WR)
    await asyncio.sleep(0.1)
    trial.note("told_once", len(protocol.lost) == 1)
    trial.note("reported", len(trial.messages))
    other.abort()
    await asyncio.sleep(0.01)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
