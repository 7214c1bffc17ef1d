"""A peer of TLS never answers that the connection is closed: close() waits for it for a while only.

id: f39
awaits: a connection being made
job: none
closed: all
needs: >=3.11
guards: bare
source: gh-75710 (bpo-31529), docs loop.create_connection
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))
served = []


def serve(reader, writer):
    writer.transport.pause_reading()
    served.append(writer)


async def main(trial):
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving)
    _, writer = await asyncio.open_connection(
        *server.sockets[0].getsockname(), ssl=trusting, server_hostname="localhost",
        ssl_shutdown_timeout=5)
    await asyncio.sleep(0.1)
    writer.close()
    done, _ = await asyncio.wait([asyncio.ensure_future(writer.wait_closed())], timeout=60)
    for task in done:
        task.exception()
    trial.note("closed", len(done))
