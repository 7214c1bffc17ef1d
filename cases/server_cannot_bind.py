"""A server's or an endpoint's address is taken: the job is told, and no socket is left.

id: f62
awaits: a server
job: none
told: all
told_of_many: all
told_of_datagrams: all
told_of_remote: all
unclosed: none
guards: bare
source: docs loop.create_server
"""
import asyncio
import gc
import socket
import warnings


async def fails(waiting):
    try:
        await waiting
    except OSError:
        return True
    return False


async def main(trial):
    loop = asyncio.get_event_loop()
    taken, datagrams = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    for each in taken, datagrams:
        each.bind(("127.0.0.1", 0))
    taken.listen(1)
    port = taken.getsockname()[1]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        trial.note("told", await fails(loop.create_server(asyncio.Protocol, "127.0.0.1", port)))
        trial.note("told_of_many", await fails(loop.create_server(
            asyncio.Protocol, ["127.0.0.2", "127.0.0.3", "127.0.0.1"], port)))
        trial.note("told_of_datagrams", await fails(loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=datagrams.getsockname())))
        trial.note("told_of_remote", await fails(loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("255.255.255.255", port))))
        gc.collect()
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
