"""A forgotten task serves for ever, and still answers after the collector has run.

The loop holds the listening socket's callback, the callback the server, and the server
the future that serve_forever() waits for.

id: a64
awaits: a server
lost: none
stranded: all
served: all
cancel.failed_programs: all
needs: >=3.7
guards: bare, local, set, list, callback-only, loop-strong
source: own
"""
import asyncio

addresses = []


async def greet(reader, writer):
    writer.write(b"hello")
    writer.close()


async def job():
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    addresses.append(server.sockets[0].getsockname())
    async with server:
        await server.serve_forever()


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    served = 0
    for address in addresses:
        reader, writer = await asyncio.open_connection(*address)
        served += await reader.read() == b"hello"
    trial.note("served", served)
