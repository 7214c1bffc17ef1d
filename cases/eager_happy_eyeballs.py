"""open_connection(happy_eyeballs_delay=...) with the eager task factory.

Up to 3.12.8 and 3.13.1 the race of the attempts does not expect that one of them begins
inside create_task(), and fails.

id: d36
awaits: a connection being made
lost: none
crashed: 3.12.0..3.12.8, 3.13.0..3.13.1
needs: >=3.12, ->=3.14+pytask
guards: bare
source: gh-124309
"""
import asyncio
import socket

listener = socket.socket()
crashed = []


async def job(number):
    try:
        _, writer = await asyncio.open_connection(
            *listener.getsockname(), happy_eyeballs_delay=0.01)
        writer.close()
    except AssertionError:
        crashed.append(number)


async def main(trial):
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    asyncio.get_event_loop().set_task_factory(asyncio.eager_task_factory)
    for number in range(trial.jobs):
        trial.spawn(job(number))
    await trial.drain()
    trial.note("crashed", len(crashed))
