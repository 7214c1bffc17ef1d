"""A TLS connection is being closed, and the peer answers with rubbish: it ends then, not at a time limit.

id: g25
awaits: a stream
job: none
ends_at_once: all
complaints: none
timers_left: none
readers_left: none
needs: >=3.7
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


class Protocol(asyncio.Protocol):
    lost = 0

    def connection_lost(self, error):
        self.lost += 1


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    ours, theirs = socket.socketpair()
    (client, protocol), (served, _) = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    await asyncio.sleep(0.01)
    served.pause_reading()
    await asyncio.sleep(0.01)
    os.write(theirs.fileno(), b"rubbish" * 100)
    client.close()
    await asyncio.sleep(1)
    trial.note("ends_at_once", protocol.lost)
    trial.note("complaints", len(trial.messages))
    served.abort()
    client.abort()
    await asyncio.sleep(0.01)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
