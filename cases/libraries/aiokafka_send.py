"""A job awaits that the broker has its message, through a producer of aiokafka of its own.

The timer of the request's time limit holds the task of the producer that sends, and so the
job. The peer acknowledges late.

id: l24
awaits: an answer of a server
library: aiokafka
lost: none
source: own
"""
import _kafka_peer
import aiokafka


async def setup():
    global server, address
    server, address = await _kafka_peer.start()


async def job():
    async with aiokafka.AIOKafkaProducer(bootstrap_servers=address) as producer:
        await producer.send_and_wait('news', b'1')


def wake():
    _kafka_peer.acknowledge()
