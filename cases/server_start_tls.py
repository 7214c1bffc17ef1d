"""A handler of start_server() upgrades to TLS and reads what its client sends later.

After start_tls() the loop holds the socket's transport, that the TLS protocol, and that
the stream protocol, which keeps its reader and its handler's task.

id: a69
awaits: a stream
lost: none
leaked: 3.11..3.12
cancel.failed_programs: all
cancel.hung_programs: 3.11.0..3.11.7, 3.12.0..3.12.1
cancel.more_reports: 3.11.3..3.11.7, 3.12.0..3.12.1
needs: >=3.11
guards: bare, loop-strong
source: own, gh-142352, gh-113538
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def job(reader, writer):
    writer.write(b"go ahead\n")
    await writer.drain()
    await writer.start_tls(serving)
    assert await reader.read(100) == b"hello"


async def connect(address):
    reader, writer = await asyncio.open_connection(*address)
    await reader.readline()
    await writer.start_tls(trusting, server_hostname="localhost")
    return reader, writer


async def main(trial):
    server = await asyncio.start_server(job, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    clients = [await connect(address) for _ in range(trial.jobs)]
    await trial.wait()
    for _, writer in clients:
        writer.write(b"hello")
    await trial.drain()
