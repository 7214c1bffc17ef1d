"""A client drops reader and writer of open_connection() without closing them.

From 3.11.5 on the collected writer closes its transport, and the peer sees the end of the
connection. Before, the socket stays open as long as the loop runs.

id: c24
awaits: a stream
lost: none
closed_by_collector: >=3.11.5
cancel.failed_programs: all
guards: bare
source: gh-106684
"""
import asyncio
import socket

listener = socket.socket()


async def job():
    _, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"hello")


async def main(trial):
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    listener.setblocking(False)
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    trial.collect()
    await asyncio.sleep(0.1)
    closed = 0
    for _ in range(trial.jobs):
        peer, _ = listener.accept()
        peer.setblocking(False)
        assert peer.recv(5) == b"hello"
        try:
            closed += peer.recv(1) == b""
        except BlockingIOError:
            pass
    trial.note("closed_by_collector", closed)
    await trial.drain()
