"""A unix socket is inherited by a process whose parent has ended. It answers what it is told.

id: unix_inherited
lost: none
guards: set
source: own
"""
import asyncio
import os
import socket
import time


def answer(connection):
    if os.fork():
        return
    if os.fork():
        os._exit(0)
    try:
        told = connection.recv(9)
        time.sleep(0.2)
        connection.sendall(told.upper())
    finally:
        os._exit(0)


async def job(connection):
    loop = asyncio.get_event_loop()
    await asyncio.sleep(0.05)
    await loop.sock_sendall(connection, b'hello')
    assert await asyncio.wait_for(loop.sock_recv(connection, 9), 60) == b'HELLO'


async def main(trial):
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    answer(theirs)  # and its other end stays open here, too
    os.wait()
    trial.spawn(job(ours))
    await trial.wait()
    await trial.drain()
