"""CPython before 3.10.7 (issue 90467): a callback of start_server(), while it waits for another server."""
import asyncio
import socket

import late


async def serve(reader, writer):
    await late.ask()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    clients = [socket.create_connection(server.sockets[0].getsockname()) for _ in range(3)]
    await asyncio.sleep(3)
    for client in clients:
        client.close()
    server.close()
    await asyncio.sleep(0.1)

asyncio.run(main())
