"""A server has no descriptor left for a new connection: it says so, and tries again a second later.

id: f55
awaits: a server
job: none
reported: all
served_later: all
guards: bare
source: docs asyncio.Server, own
"""
import asyncio
import os
import resource
import socket


async def greet(reader, writer):
    writer.write(b"hello")
    writer.close()


async def main(trial):
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    client = socket.socket()
    client.setblocking(False)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    next_file = os.dup(0)
    os.close(next_file)
    resource.setrlimit(resource.RLIMIT_NOFILE, (next_file, before[1]))
    client.connect_ex(server.sockets[0].getsockname())
    await asyncio.sleep(0.5)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    trial.note("reported", sum("out of system resource" in message for message in trial.messages))
    task = asyncio.ensure_future(asyncio.get_event_loop().sock_recv(client, 100))
    await asyncio.wait([task], timeout=5)
    trial.note("served_later", task.done() and task.result() == b"hello")
    task.cancel()
    server.close()
    await asyncio.sleep(0.01)
