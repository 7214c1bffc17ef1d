"""sock_accept() is cancelled in the step in which a client comes: the next one gets the client.

From 3.9 on until gh-153761 the client is accepted for nobody, and dropped.

id: f60
awaits: a socket or a signal
job: none
next_gets_it: <3.9, 3.13.18..3.13, >=3.14.10
reports: 3.9..3.13.17, 3.14.0..3.14.9
guards: bare
source: gh-153761
"""
import asyncio
import socket


async def main(trial):
    loop = asyncio.get_event_loop()
    listener, client = socket.socket(), socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.setblocking(False)
    first = asyncio.ensure_future(loop.sock_accept(listener))
    await asyncio.sleep(0.01)
    client.connect(listener.getsockname())
    await asyncio.sleep(0)  # the loop has seen the client; its callback runs after this step
    first.cancel()
    await asyncio.wait([first])
    second = asyncio.ensure_future(loop.sock_accept(listener))
    await asyncio.wait([second], timeout=5)
    trial.note("next_gets_it", second.done() and not second.exception())
    trial.note("reports", len(trial.messages))
    second.cancel()
    await asyncio.wait([second])
