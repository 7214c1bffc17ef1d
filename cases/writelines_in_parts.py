"""writelines() of more than the socket takes: all arrives in order, as the peer makes room.

The writer is held back once, and told to go on. A peer that goes with the rest unsent is told
of; what is written then raises from 3.12 up to 3.13.9, and in 3.14.0.

id: f113
awaits: a socket or a signal
job: none
in_order: all
held_back: -3.12.0..3.12.8, -3.13.0..3.13.1
goes_on: -3.12.0..3.12.8, -3.13.0..3.13.1
gone_told: all
rest_dropped: all
raised_later: 3.12..3.13.9, 3.14.0
readers_left: none
guards: bare
source: gh-127655 (CVE-2024-12254), gh-136234, gh-91166
"""
import asyncio
import socket

LINES = [b"%d\n" % number * (1 + number % 700) for number in range(5000)]
ALL = b"".join(LINES)


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls = []

    def pause_writing(self):
        self.calls.append("pause")

    def resume_writing(self):
        self.calls.append("resume")

    def connection_lost(self, error):
        self.calls.append(error)


async def connected(loop):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(Protocol, sock=ours)
    return transport, protocol, theirs


async def receive(loop, theirs):
    data = bytearray()
    while len(data) < len(ALL):
        more = await loop.sock_recv(theirs, 100001)
        if not more:
            break
        data += more
    return data


async def arrives(trial, loop):
    transport, protocol, theirs = await connected(loop)
    transport.writelines(LINES[:2500])
    transport.writelines(LINES[2500:])
    await asyncio.sleep(0.01)
    trial.note("held_back", protocol.calls == ["pause"])
    arriving = asyncio.ensure_future(receive(loop, theirs))
    await asyncio.wait([arriving], timeout=5)
    trial.note("in_order", arriving.done() and arriving.result() == ALL)
    trial.note("goes_on", protocol.calls == ["pause", "resume"] and transport.get_write_buffer_size() == 0)
    arriving.cancel()
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()


async def peer_goes(trial, loop):
    transport, protocol, theirs = await connected(loop)
    transport.writelines(LINES)
    await asyncio.sleep(0.01)
    theirs.close()
    await asyncio.sleep(0.01)
    trial.note("gone_told", [isinstance(call, ConnectionError) for call in protocol.calls if call != "pause"] == [True])
    trial.note("rest_dropped", transport.get_write_buffer_size() == 0)
    try:
        transport.writelines(LINES)
        trial.note("raised_later", 0)
    except (AttributeError, TypeError):  # since 3.13.2: None is called
        trial.note("raised_later", 1)
    transport.abort()
    await asyncio.sleep(0.01)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched = len(loop._selector.get_map())
    await arrives(trial, loop)
    await peer_goes(trial, loop)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
