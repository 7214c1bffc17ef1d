"""A client task waits in open_connection(ssl=...) for a server that is slow to answer.

During the handshake the loop holds the socket's transport, the transport the TLS
protocol, and that protocol the future that the task waits for.

id: a07
awaits: a connection being made
lost: none
source: own
"""
import asyncio
import os
import socket
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
listener = socket.socket()
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))


def setup():
    listener.bind(("127.0.0.1", 0))
    listener.listen(1000)


async def job():
    address = listener.getsockname()
    await asyncio.open_connection(
        *address, ssl=trusting, server_hostname="localhost")


async def wake():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                            os.path.join(DATA, "localhost.key"))
    await asyncio.start_server(
        lambda reader, writer: None, sock=listener, ssl=context)
