"""A TLS handshake is done: its timer, of a minute, is cancelled on either side.

id: c28
awaits: a connection being made
job: none
timers_left: none
needs: >=3.7
guards: bare
source: own
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))
kept = []


async def job(address):
    kept.append(await asyncio.open_connection(
        *address, ssl=trusting, server_hostname="localhost"))


async def main(trial):
    server = await asyncio.start_server(
        lambda reader, writer: kept.append(writer), "127.0.0.1", 0, ssl=serving)
    await job(server.sockets[0].getsockname())
    await asyncio.sleep(0.1)
    trial.note("timers_left", sum(not timer.cancelled() and "handshake" in repr(timer)
                                  for timer in asyncio.get_event_loop()._scheduled))
