"""A client waits in writer.drain(), and the peer resets the connection: drain() ends.

id: f07
awaits: a stream
lost: none
ended: all
cancel.failed_programs: all
guards: bare
source: own
"""
import asyncio
import socket
import struct

listener = socket.socket()


async def job():
    _, writer = await asyncio.open_connection(*listener.getsockname())
    writer.write(b"x" * 10000000)
    try:
        await writer.drain()
    except ConnectionError:
        pass


async def main(trial):
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    listener.setblocking(False)
    task = asyncio.ensure_future(job())
    await asyncio.sleep(0.1)
    peer = listener.accept()[0]
    await trial.wait()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()
    await asyncio.wait([task], timeout=5)
    trial.note("ended", task.done())
    task.cancel()
    await asyncio.wait([task], timeout=5)
