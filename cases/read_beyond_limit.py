"""A job asks a stream for more than the reader may hold at once: reading never pauses for good, nor never again.

id: g32
awaits: a stream
lost: none
arrived: all
pauses_again: all
guards: set, await
source: docs asyncio.StreamReader
"""
import asyncio
import socket

LIMIT = 100
MUCH = b"x" * 20000
readers, peers, arrived = [], [], []


async def job(number):
    data = await readers[number].readexactly(len(MUCH))
    arrived.append(data == MUCH)


async def send(sock):
    loop = asyncio.get_event_loop()
    for first in range(0, len(MUCH), 1000):
        await loop.sock_sendall(sock, MUCH[first:first + 1000])
        await asyncio.sleep(0.01)


async def pauses_again(sock):
    sending = asyncio.ensure_future(asyncio.get_event_loop().sock_sendall(sock, MUCH * 500))
    await asyncio.sleep(1)
    pauses = not sending.done()
    sending.cancel()
    await asyncio.wait([sending])
    return pauses


async def main(trial):
    writers = []
    for number in range(trial.jobs):
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=ours, limit=LIMIT)
        readers.append(reader)
        writers.append(writer)
        peers.append(theirs)
        trial.spawn(job(number))
    for peer in peers:
        await send(peer)
    await trial.drain()
    trial.note("arrived", sum(arrived))
    trial.note("pauses_again", await pauses_again(peers[0]))
    for writer, peer in zip(writers, peers):
        writer.close()
        peer.close()
    await asyncio.sleep(0.01)
