"""start_tls() is cancelled, or its peer is silent: the connection is closed, and no timer is left.

id: f84
awaits: a connection being made
job: none
cancelled_closed: all
silent_told: all
silent_closed: all
timers_left: none
readers_left: none
open_left: none
needs: >=3.11
guards: bare
source: docs loop.start_tls
"""
import asyncio
import os
import socket
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def starts(loop, cancels):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, protocol = await loop.create_connection(asyncio.Protocol, sock=ours)
    task = asyncio.ensure_future(loop.start_tls(
        transport, protocol, trusting, server_hostname="localhost", ssl_handshake_timeout=5))
    await asyncio.sleep(0 if cancels == "at once" else 0.01)
    if cancels:
        task.cancel()
    await asyncio.wait([task], timeout=50)
    told = task.cancelled() or isinstance(task.exception(), ConnectionAbortedError)
    await asyncio.sleep(0.01)
    closed = transport.is_closing() and ours.fileno() == -1
    theirs.close()
    return told, closed


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    results = [await starts(loop, when) for when in ("at once", "later")]
    trial.note("cancelled_closed", all(told and closed for told, closed in results))
    told, closed = await starts(loop, None)
    trial.note("silent_told", told)
    trial.note("silent_closed", closed)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
