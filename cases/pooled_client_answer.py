"""Claim: a job that waits for a slow HTTP answer may be collected at any await.

The client's pool holds the connection, the connection its protocol, and that the future
of the answer: nothing is lost.

id: e26
awaits: an answer of a server
lost: none
cancel.more_reports: all
source: bytedance/deer-flow#5048, aio-libs/aiohttp#8614
"""
import asyncio

pool = []
peers = []


class Client(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.answer = asyncio.get_event_loop().create_future()

    def data_received(self, data):
        self.answer.set_result(data)


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        peers.append(transport)


async def job(address):
    transport, client = await asyncio.get_event_loop().create_connection(Client, *address)
    pool.append(client)
    transport.write(b"GET")
    await client.answer


async def main(trial):
    server = await asyncio.get_event_loop().create_server(Peer, "127.0.0.1", 0)
    for _ in range(trial.jobs):
        trial.spawn(job(server.sockets[0].getsockname()))
    await asyncio.sleep(0.1)
    await trial.wait()
    for peer in peers:
        peer.write(b"200")
    await trial.drain()
