"""A kept reader task knows its connection only weakly, and the connection is collected.

The task is safe and goes on. Its owner was in a cycle that nobody held: after a
collection the task works for nobody, and fails.

id: d31
awaits: an event
lost: none
broken: all
guards: bare, set
source: aio-libs/aiokafka#755
"""
import asyncio
import weakref

events = []


class Connection:
    def __init__(self):
        self.me = self
        self.received = 0


async def job(owner, event):
    await event.wait()
    owner().received += 1


async def main(trial):
    for _ in range(trial.jobs):
        event = asyncio.Event()
        events.append(event)
        trial.spawn(job(weakref.ref(Connection()), event))
    await trial.wait()
    for event in events:
        event.set()
    await trial.drain()
