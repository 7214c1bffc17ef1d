"""TLS has no half-closed connection: write_eof() is refused, and who would keep it open after the end is warned.

The connection is closed all the same.

id: f132
awaits: a stream
job: none
can_write_eof: none
write_eof_refused: all
warned: all
closed: all
needs: >=3.11
guards: bare
source: docs asyncio.Protocol.eof_received, own
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


class KeepsOpen(asyncio.Protocol):
    lost = ()

    def eof_received(self):
        return True

    def connection_lost(self, error):
        self.lost += error,


def refuses(function):
    try:
        function()
    except NotImplementedError:
        return True
    return False


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = socket.socketpair()
    (transport, protocol), (other, _) = await asyncio.gather(
        loop.create_connection(KeepsOpen, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(asyncio.Protocol, theirs, ssl=serving))
    trial.note("can_write_eof", transport.can_write_eof())
    trial.note("write_eof_refused", refuses(transport.write_eof))
    other.close()
    await asyncio.sleep(0.1)
    trial.note("warned", sum("has no effect when using ssl" in message for message in trial.messages))
    trial.note("closed", protocol.lost == (None,))
    transport.abort()
    await asyncio.sleep(0.01)
