"""A task waits in Server.wait_closed() for a connection that is half closed.

From 3.12 on wait_closed() really waits for open connections. After the client's end of
file the loop no longer reads from the transport, so nothing holds transport, server or
task. From 3.13 on the dying transport tells the server, which wakes the task: too late
here, where all are equally young and the task goes first, but objects that survived
earlier collections may go in another order, and then the task lives.

id: a62
awaits: a server
lost: >=3.12
stalled: 3.12
cancel.left_readers: all
cancel.left_files: all
source: gh-79033, own
"""
import asyncio
import socket
import weakref

clients = []
connections = weakref.WeakSet()


async def job():
    class Connection(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport
            connections.add(self)

        def eof_received(self):
            return True

    loop = asyncio.get_event_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname())
    clients.append(client)
    await asyncio.sleep(0.01)
    client.shutdown(socket.SHUT_WR)
    await asyncio.sleep(0.01)
    server.close()
    await server.wait_closed()


async def main(trial):
    trial.collect_as_shipped()
    for _ in range(trial.jobs):
        trial.spawn(job())
    await asyncio.sleep(0.1)
    trial.collect()
    for connection in list(connections):
        connection.transport.close()
    await trial.drain()
