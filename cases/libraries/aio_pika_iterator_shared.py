"""A job awaits a message of a queue of aio-pika, through the program's one connection.

A global connection, and a channel for each job. The peer sends the message late.

id: l19
awaits: an answer of a server
library: aio_pika, pamqp
lost: none
source: own
"""
import _amqp_peer
import aio_pika


async def setup():
    global server, connection
    server, url = await _amqp_peer.start()
    connection = await aio_pika.connect(url)


async def job():
    channel = await connection.channel()
    queue = await channel.declare_queue('news')
    async with queue.iterator(no_ack=True) as messages:
        async for message in messages:
            break


def wake():
    _amqp_peer.send(b'news')


async def finish():
    await connection.close()
