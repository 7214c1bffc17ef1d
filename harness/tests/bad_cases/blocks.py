"""A job blocks for ever in a system call.

id: z15
lost: none
source: own
"""
import socket


async def job():
    one, other = socket.socketpair()
    one.recv(1)
