"""What a cancelled job drops is closed by a finalizer, as a transport of asyncio: in the loop's next turn.

id: closes
lost: none
cancel.left_futures: none
"""
import asyncio


class Transport:
    def __init__(self):
        self.loop = asyncio.get_event_loop()
        self.closed = self.loop.create_future()
        self.itself = self

    def close(self):
        self.loop.call_soon(self.closed.set_result, None)

    __del__ = close


async def job():
    transport = Transport()
    await asyncio.sleep(0.05)
    del transport.itself
