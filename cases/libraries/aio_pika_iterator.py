"""A job awaits a message of a queue of aio-pika, through a connection of its own.

While it connects, only the StreamReader that it awaits knows it, as with open_connection():
then it can be lost. Once connected, the timer of the heartbeat holds the connection, and that
the job. The peer answers at once, and sends the message late.

id: l18
awaits: an answer of a server
library: aio_pika, pamqp
lost: >=3.8
source: own
"""
import _amqp_peer
import aio_pika


async def setup():
    global server, url
    server, url = await _amqp_peer.start()


async def job():
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue('news')
        async with queue.iterator(no_ack=True) as messages:
            async for message in messages:
                break


def wake():
    _amqp_peer.send(b'news')
