"""A job awaits a message of a topic, through a consumer of aiokafka of its own.

The consumer fetches in a task of its own; the timer of that request's time limit holds the
consumer, and so the job. The peer sends the message late. Older Pythons have an aiokafka that
asks in older versions of the protocol, which the peer does not speak.

id: l23
awaits: an answer of a server
library: aiokafka
lost: none
needs: >=3.10
source: own
"""
import _kafka_peer
import aiokafka


async def setup():
    global server, address
    server, address = await _kafka_peer.start()


async def job():
    async with aiokafka.AIOKafkaConsumer('news', bootstrap_servers=address) as consumer:
        await consumer.getone()


def wake():
    _kafka_peer.send(b'news')
