"""What is written to a TLS connection cannot be encrypted: it is reported, and the connection ends on both sides.

id: f133
awaits: a stream
job: none
raised: none
reported: all
told_why: all
peer_told: all
needs: >=3.11, -pypy
guards: bare
source: docs asyncio.WriteTransport.write, own
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


class Protocol(asyncio.Protocol):
    lost = ()

    def connection_lost(self, error):
        self.lost += error,


def raises(function, *arguments):
    try:
        function(*arguments)
    except Exception:
        return True
    return False


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = socket.socketpair()
    (transport, protocol), (_, peer) = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    trial.note("raised", raises(transport.write, memoryview(b"every other")[::2]))
    trial.note("reported", len(trial.messages))
    await asyncio.sleep(0.1)
    trial.note("told_why", len(protocol.lost) == 1 and isinstance(protocol.lost[0], (BufferError, ValueError)))
    trial.note("peer_told", len(peer.lost) == 1)
    transport.abort()
    await asyncio.sleep(0.1)
