"""A client asks for TLS and begins at once: what the server's stream has read by then belongs to the handshake.

Before gh-142352 it was lost, and the handshake never ended.

id: f137
awaits: a stream
job: none
answered: 3.13.13..3.13, >=3.14.4
needs: >=3.11
guards: bare
source: gh-142352
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def serve(reader, writer):
    await asyncio.sleep(0.1)  # the client is quicker
    await reader.readline()
    await writer.start_tls(serving)
    writer.write(b"got " + await reader.readline())
    writer.close()


async def ask(address):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"STARTTLS\n")
    await writer.start_tls(trusting, server_hostname="localhost")
    writer.write(b"hello\n")
    answer = await reader.readline()
    writer.close()
    return answer


async def main(trial):
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    asking = asyncio.ensure_future(ask(server.sockets[0].getsockname()))
    await asyncio.wait([asking], timeout=5)
    trial.note("answered", asking.done() and asking.result() == b"got hello\n")
    asking.cancel()
    server.close()
    await asyncio.sleep(0.1)
