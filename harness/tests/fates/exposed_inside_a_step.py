"""Jobs that nobody holds, but only within a loop step: at its ends the program holds their futures again.

id: inside
lost: none
"""
import asyncio
import weakref

waiting = weakref.WeakSet()
kept = []


async def job():
    future = asyncio.get_event_loop().create_future()
    waiting.add(future)
    kept.append(future)
    await future


def within():
    del kept[:]
    for _ in range(5000):
        object()
    kept.extend(waiting)


def wake():
    within()
    for future in kept:
        future.set_result(None)
