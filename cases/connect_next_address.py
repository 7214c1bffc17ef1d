"""A name has several addresses: the next is tried where one refuses, and no socket is left.

Where all refuse, the job is told.

id: f61
awaits: a connection being made
job: none
connected: all
told: all
told_of_local: all
unclosed: none
guards: bare
source: docs loop.create_connection
"""
import asyncio
import gc
import socket
import warnings


def listener(listens):
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    if listens:
        sock.listen(10)
    return sock


def resolves_to(*listeners):
    def getaddrinfo(*arguments, **more):
        found = asyncio.get_event_loop().create_future()
        found.set_result([(socket.AF_INET, socket.SOCK_STREAM, 6, "", each.getsockname())
                          for each in listeners])
        return found
    return getaddrinfo


async def connect(local_addr=None):
    try:
        _, writer = await asyncio.open_connection("example.org", 80, local_addr=local_addr)
    except OSError:
        return False
    writer.close()
    await asyncio.sleep(0.01)
    return True


async def main(trial):
    loop = asyncio.get_event_loop()
    one, two, works = listener(False), listener(False), listener(True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loop.getaddrinfo = resolves_to(one, two, works)
        trial.note("connected", await connect())
        loop.getaddrinfo = resolves_to(one, two)
        trial.note("told", not await connect())
        loop.getaddrinfo = resolves_to(works)
        trial.note("told_of_local", not await connect(works.getsockname()))
        del loop.getaddrinfo
        gc.collect()
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
