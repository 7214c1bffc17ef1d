"""The program keeps the events that its tasks wait for, but not the tasks.

An event holds the futures of all who wait for it, and a future holds its task. To hold
what will wake a task is to hold the task.

id: e17
awaits: an event
lost: none
source: own
"""
import asyncio

events = []


async def job():
    event = asyncio.Event()
    events.append(event)
    await event.wait()


def wake():
    for event in events:
        event.set()
