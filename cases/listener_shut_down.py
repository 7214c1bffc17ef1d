"""The socket that a server listens on is shut down by another who holds it: that is reported until the server is closed.

id: f142
awaits: a server
job: none
reported: all
reported_on: none
readers_left: none
guards: bare
source: docs asyncio.Server, own
"""
import asyncio
import socket


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = await loop.create_server(asyncio.Protocol, sock=listener)
    with listener.dup() as another:
        another.shutdown(socket.SHUT_RDWR)
    await turns()
    trial.note("reported", sum("_accept_connection" in message for message in trial.messages))
    server.close()
    await turns()
    before = len(trial.messages)
    await turns()
    trial.note("reported_on", len(trial.messages) - before)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
