"""A daemon that has forked twice, in a session of its own, writes to a socket later.

id: daemon
lost: none
guards: set
source: own
"""
import asyncio
import os
import socket
import time


def daemon(port):
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    try:
        time.sleep(0.3)
        with socket.create_connection(('127.0.0.1', port)) as connection:
            connection.sendall(b'hello')
    finally:
        os._exit(0)


async def job(listener):
    loop = asyncio.get_event_loop()
    connection, _ = await asyncio.wait_for(loop.sock_accept(listener), 60)
    with connection:
        connection.setblocking(False)
        assert await asyncio.wait_for(loop.sock_recv(connection, 9), 60) == b'hello'


async def main(trial):
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen(1)
    listener.setblocking(False)
    daemon(listener.getsockname()[1])
    os.wait()
    trial.spawn(job(listener))
    await trial.wait()
    await trial.drain()
    listener.close()
