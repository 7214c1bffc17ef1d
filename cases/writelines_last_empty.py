"""The last of what writelines() is given is empty: all is sent, and the closed transport ends.

From 3.12 up to 3.14.7 it stays open and the loop turns without rest.

id: f117
awaits: a socket or a signal
job: none
ended: <3.12, >=3.14.8
sent: all
guards: bare
source: gh-155888
"""
import asyncio
import socket


class Protocol(asyncio.Protocol):
    ended = False

    def connection_lost(self, error):
        self.ended = True


async def main(trial):
    ours, theirs = socket.socketpair()
    transport, protocol = await asyncio.get_event_loop().create_connection(Protocol, sock=ours)
    transport.writelines([b"hello", b""])
    transport.close()
    for _ in range(10):
        await asyncio.sleep(0)
    trial.note("ended", protocol.ended)
    trial.note("sent", theirs.recv(10) == b"hello")
    if not protocol.ended:
        transport.abort()
        await asyncio.sleep(0)
    theirs.close()
