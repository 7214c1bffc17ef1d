"""The task of a server's handler is cancelled: its connection is closed.

Without it the client waits for an answer for ever.

id: f47
awaits: a server
job: none
client_told: 3.11.8..3.11, >=3.12.2
guards: bare
source: gh-113538
"""
import asyncio

handlers = []
current_task = getattr(asyncio, "current_task", None) or asyncio.Task.current_task


async def handle(reader, writer):
    handlers.append((current_task(), writer))
    await asyncio.sleep(3600)


async def main(trial):
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.1)
    handlers[0][0].cancel()
    reading = asyncio.ensure_future(reader.read())
    await asyncio.wait([reading], timeout=5)
    trial.note("client_told", reading.done())
    reading.cancel()
    writer.close()
    server.close()
    await asyncio.sleep(0.01)
