"""A protocol over TLS raises SystemExit, whatever method it is called by: it leaves run_forever().

So where data or the end comes, and where writing pauses or goes on.

id: f121
awaits: a stream
job: none
left_by_data: all
left_by_pause: all
left_by_resume: all
left_by_end: all
reports: none
needs: >=3.11
guards: bare
source: gh-81526 (bpo-37345), docs asyncio.Protocol
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


class Exits(asyncio.Protocol):
    def leave(self, *_):
        raise SystemExit(3)

    data_received = pause_writing = resume_writing = eof_received = leave


async def connected(loop):
    ours, theirs = socket.socketpair()
    (transport, _), (other, _) = await asyncio.gather(
        loop.create_connection(Exits, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(asyncio.Protocol, theirs, ssl=serving))
    return transport, other


def leaves(loop, act, *arguments):
    loop.call_soon(act, *arguments)
    timer = loop.call_later(1, loop.stop)
    try:
        loop.run_forever()
    except SystemExit:
        return True
    finally:
        timer.cancel()
    return False


def program(trial):
    loop = trial.loop()
    transport, other = loop.run_until_complete(connected(loop))
    trial.note("left_by_data", leaves(loop, other.write, b"data"))
    other.pause_reading()
    transport.write(bytes(1 << 20))  # that much the transport below takes
    trial.note("left_by_pause", leaves(loop, transport.write, bytes(1 << 20)))
    trial.note("left_by_resume", leaves(loop, other.resume_reading))
    loop.run_until_complete(asyncio.sleep(1))
    trial.note("left_by_end", leaves(loop, other.close))
    transport.abort()
    loop.run_until_complete(asyncio.sleep(0.1))
    trial.note("reports", len(trial.messages))
    loop.close()
