"""All addresses of a name refuse: what is raised tells of each of them, and of none twice.

id: g42
awaits: a connection being made
job: none
one_told: all
each_told: all
group_told: >=3.12
equal_told_once: all
nowhere_told: all
no_local_told: >=3.10
guards: bare
source: gh-93973, docs loop.create_connection
"""
import asyncio
import socket


def refusing():
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def resolves_to(addresses, local):
    def getaddrinfo(host, *arguments, **more):
        found = asyncio.get_event_loop().create_future()
        found.set_result(local if host == "local.example.org" else [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in addresses])
        return found
    return getaddrinfo


async def told(addresses, local=(), **more):
    loop = asyncio.get_event_loop()
    loop.getaddrinfo = resolves_to(addresses, local)
    try:
        await loop.create_connection(asyncio.Protocol, "example.org", 80, **more)
    except Exception as error:
        return error
    finally:
        del loop.getaddrinfo


def names(error, addresses):
    return isinstance(error, OSError) and all(str(port) in str(error) for _, port in addresses)


def is_of_local(error):
    return isinstance(error, OSError) and not isinstance(error, ConnectionRefusedError)


async def main(trial):
    sockets = [refusing() for _ in range(3)]
    addresses = [sock.getsockname() for sock in sockets]
    trial.note("one_told", isinstance(await told(addresses[:1]), ConnectionRefusedError))
    trial.note("each_told", names(await told(addresses), addresses))
    group = getattr(await told(addresses, all_errors=True), "exceptions", ())
    trial.note("group_told", [type(each) for each in group] == [ConnectionRefusedError] * 3)
    trial.note("equal_told_once", isinstance(await told(addresses[:1] * 2), ConnectionRefusedError))
    trial.note("nowhere_told", isinstance(await told([]), OSError))
    local = "local.example.org", 0
    other_family = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0))]
    trial.note("no_local_told", isinstance(await told(addresses[:1], local_addr=local), OSError) and
               is_of_local(await told(addresses[:1], other_family, local_addr=local)))
    for sock in sockets:
        sock.close()
