"""A server of several addresses, one of which this machine has not, serves the others; of none it is refused.

Before gh-75128 it was refused at once.

id: f138
awaits: a server
job: none
served: 3.11.8..3.11, 3.12.2..3.12, >=3.13
others_only: 3.11.8..3.11, 3.12.2..3.12, >=3.13
refused: all
unclosed: none
guards: bare
source: gh-75128, docs loop.create_server
"""
import asyncio
import gc
import socket
import warnings

ELSEWHERE = "192.0.2.1"  # of RFC 5737: no machine has it


async def serves(loop, hosts):
    """The hosts that it listens on, and whether it takes a client; None if it is refused."""
    try:
        server = await loop.create_server(asyncio.Protocol, hosts, 0)
    except OSError:
        return None, False
    addresses = [sock.getsockname() for sock in server.sockets]
    with socket.socket() as client:
        taken = bool(addresses) and client.connect_ex(addresses[0]) == 0
    await asyncio.sleep(0.01)
    server.close()
    return [address[0] for address in addresses], taken


async def main(trial):
    loop = asyncio.get_event_loop()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        hosts, taken = await serves(loop, [ELSEWHERE, "127.0.0.1"])
        trial.note("others_only", hosts == ["127.0.0.1"])
        trial.note("served", taken)
        trial.note("refused", await serves(loop, [ELSEWHERE]) == (None, False))
        gc.collect()
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
