"""create_datagram_endpoint() is cancelled at any step: no socket is left.

id: g14
awaits: a connection being made
lost: none
cancel.stalled: none
cancel.left_files: none
cancel.left_readers: none
source: own
"""
import asyncio


async def job():
    loop = asyncio.get_event_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    try:
        await asyncio.sleep(0.05)
    finally:
        transport.close()


async def main(trial):
    for _ in range(trial.jobs):
        trial.spawn(job())
    await trial.wait()
    await trial.drain()
    await asyncio.sleep(0.1)
