"""A task waits in loop.getaddrinfo() for a slow resolver.

The resolver runs in a thread of the executor. The thread holds the concurrent future,
whose callback leads to the asyncio future and the task.

id: a23
awaits: a thread or another process
lost: none
source: own
"""
import asyncio
import socket
import threading

real_getaddrinfo = socket.getaddrinfo
network = threading.Event()


def slow_getaddrinfo(*args, **kwargs):
    network.wait()
    return real_getaddrinfo(*args, **kwargs)


def setup():
    socket.getaddrinfo = slow_getaddrinfo


async def job():
    await asyncio.get_event_loop().getaddrinfo("127.0.0.1", 80)


def wake():
    network.set()
