"""A job awaits a message of aio-pika, through a connection of its own without heartbeats.

`?heartbeat=0`: no timer holds the connection. The one collection comes when the job has long
been connected and awaits the message, so it is that wait which is lost.

id: l20
awaits: an answer of a server
library: aio_pika, pamqp
lost: >=3.8
source: own
"""
import _amqp_peer
import aio_pika


async def job(url):
    async with await aio_pika.connect(url + '?heartbeat=0') as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue('news')
        async with queue.iterator(no_ack=True) as messages:
            async for message in messages:
                break


async def main(trial):
    trial.collect_as_shipped()
    server, url = await _amqp_peer.start()
    for _ in range(trial.jobs):
        trial.spawn(job(url))
    while len(_amqp_peer.consumers) < trial.jobs:
        await trial.wait()
    trial.collect()
    _amqp_peer.send(b'news')
    await trial.drain()
