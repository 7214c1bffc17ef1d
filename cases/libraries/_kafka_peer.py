"""As much of Kafka as a producer and a consumer without a group need, in the classes of aiokafka.

It holds back its answers to Produce and Fetch until acknowledge() and send().
"""
import asyncio
import io

from aiokafka.protocol import admin, fetch, metadata, offset, produce
from aiokafka.protocol.types import Int16, Int32
from aiokafka.record.default_records import DefaultRecordBatchBuilder

PRODUCE, FETCH, OFFSETS, METADATA, VERSIONS = 0, 1, 2, 3, 18

produced, fetched = [], []


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b''

    def data_received(self, data):
        self.data += data
        while len(self.data) >= 4 and len(self.data) >= 4 + int.from_bytes(self.data[:4], 'big'):
            end = 4 + int.from_bytes(self.data[:4], 'big')
            request, self.data = io.BytesIO(self.data[4:end]), self.data[end:]
            key, _, number = Int16.decode(request), Int16.decode(request), Int32.decode(request)
            self.asked(key, number)

    def asked(self, key, number):
        if key == PRODUCE:
            produced.append((self, number))
        elif key == FETCH:
            fetched.append((self, number))
        elif key == OFFSETS:
            self.answer(number, offset.OffsetResponse_v1([('news', [(0, 0, -1, 0)])]))
        elif key == METADATA:
            host, port = self.transport.get_extra_info('sockname')
            self.answer(number, metadata.MetadataResponse_v1(
                [(1, host, port, '')], 1, [(0, 'news', False, [(0, 0, 1, [1], [1])])]))
        elif key == VERSIONS:
            self.answer(number, admin.ApiVersionResponse_v0(
                0, [(PRODUCE, 3, 3), (FETCH, 4, 4), (OFFSETS, 1, 1), (METADATA, 1, 1), (VERSIONS, 0, 0)]))

    def answer(self, number, response):
        data = Int32.encode(number) + response.encode()
        self.transport.write(Int32.encode(len(data)) + data)


def acknowledge():
    """That the messages of all producers have come."""
    for peer, number in produced:
        peer.answer(number, produce.ProduceResponse_v3([('news', [(0, 0, 0, -1)])], 0))


def send(text):
    """A message to each who consumes."""
    batch = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1000)
    batch.append(0, 0, None, text, [])
    records = bytes(batch.build())
    for peer, number in fetched:
        peer.answer(number, fetch.FetchResponse_v4(0, [('news', [(0, 0, 1, 1, None, records)])]))


async def start():
    """The server, and its address."""
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    return server, '%s:%d' % server.sockets[0].getsockname()
