"""Claim: from 3.12 on asyncio may forget a task; 3.11 and before hold it.

They do not: the loop has held tasks only weakly since 3.4, and the same task is lost on
every version. It waits for an event that the rest of the program knows only weakly.

id: e02
awaits: an event
lost: all
source: claim: mkennedy.codes blog
"""
import asyncio
import weakref

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()
