"""A loop in plain Python that waits for nothing, by the program's policy: the harness tells its steps.

id: steps6
lost: all
needs: <3.14
"""
import asyncio
import weakref

import _plain_loop

events = weakref.WeakSet()


class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return _plain_loop.Loop(lambda pause: None)


asyncio.set_event_loop_policy(Policy())


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
