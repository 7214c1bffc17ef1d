"""A job waits in a task group of anyio for an item of a memory stream.

The program holds the sending end, which knows who waits. anyio holds the job besides, as in
anyio_event.

id: l13
awaits: a queue
library: anyio
lost: none
source: own
"""
import anyio


def setup():
    global sender, receiver
    sender, receiver = anyio.create_memory_object_stream(10)


async def take():
    await receiver.receive()


async def job():
    async with anyio.create_task_group() as group:
        group.start_soon(take)


async def wake():
    for _ in range(receiver.statistics().tasks_waiting_receive):
        await sender.send('news')
