"""A server's protocol cannot be made for one client: that one is sent away, the next is served.

id: f105
awaits: a server
job: none
sent_away: all
next_served: all
guards: bare
source: own
"""
import asyncio

made = []


class Protocol(asyncio.Protocol):
    def __init__(self):
        made.append(1)
        if len(made) == 1:
            raise ValueError("no room")

    def connection_made(self, transport):
        transport.write(b"hello")
        transport.close()


async def read(address):
    reader, writer = await asyncio.open_connection(*address)
    reading = asyncio.ensure_future(reader.read())
    await asyncio.wait([reading], timeout=5)
    data = reading.result() if reading.done() and not reading.exception() else None
    reading.cancel()
    writer.close()
    await asyncio.sleep(0.01)
    return data


async def main(trial):
    server = await asyncio.get_event_loop().create_server(Protocol, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    trial.note("sent_away", await read(address) == b"")
    trial.note("next_served", await read(address) == b"hello")
    server.close()
    await asyncio.sleep(0.01)
