"""sock_recv(), sock_accept() and sock_connect() are cancelled at any step.

From 3.9 on nothing is watched any more then. Before, the descriptor is watched on after it is closed.

id: g15
awaits: a socket or a signal
lost: none
cancel.stalled: none
cancel.left_files: none
cancel.left_readers: <3.9
cancel.more_reports: <3.9
source: gh-131728
"""
import asyncio
import socket


async def receive(loop, listener):
    ours = socket.socket()
    ours.setblocking(False)
    with ours:
        await loop.sock_connect(ours, listener.getsockname())
        await loop.sock_recv(ours, 100)


async def job():
    loop = asyncio.get_event_loop()
    with socket.socket() as listener:
        listener.setblocking(False)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        receiver = asyncio.ensure_future(receive(loop, listener))
        try:
            theirs, _ = await loop.sock_accept(listener)
            with theirs:
                await asyncio.sleep(0.02)
                await loop.sock_sendall(theirs, b"answer")
                await receiver
        finally:
            receiver.cancel()


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    await trial.drain()
    await asyncio.sleep(0.1)
