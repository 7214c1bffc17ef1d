"""A task waits in Server.wait_closed() for a connection that is half closed.

From 3.12 on wait_closed() really waits for open connections. After the client's end of
file the loop no longer reads from the transport; the protocol keeps the connection open,
but nothing holds transport, server or task. From 3.13 on the collection may itself close
the transport and so wake the task: then it is not lost.

id: a62
lost: >=3.12
source: gh-79033, own
"""
import asyncio
import socket
import weakref

clients = []
transports = weakref.WeakSet()


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        transports.add(transport)

    def eof_received(self):
        return True


async def job():
    loop = asyncio.get_event_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname())
    clients.append(client)
    await asyncio.sleep(0.01)
    client.shutdown(socket.SHUT_WR)
    await asyncio.sleep(0.01)
    server.close()
    await server.wait_closed()


def wake():
    for transport in list(transports):
        transport.close()
