"""open_connection() by TLS is cancelled at any step: no socket, no timer of the handshake is left.

id: g16
awaits: a connection being made
lost: none
needs: >=3.7
cancel.stalled: none
cancel.left_files: none
cancel.left_readers: none
cancel.left_timers: none
source: python/asyncio#218
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def answer(reader, writer):
    try:
        await reader.read()
    finally:
        writer.close()


async def job(address):
    _, writer = await asyncio.open_connection(*address, ssl=trusting, server_hostname="localhost")
    try:
        await asyncio.sleep(0.02)
    finally:
        writer.close()


async def main(trial):
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=serving)
    for _ in range(trial.jobs):
        trial.spawn(job(server.sockets[0].getsockname()))
    await trial.wait()
    await trial.drain()
    server.close()
    await asyncio.sleep(100)
