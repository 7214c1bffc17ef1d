"""Loses tasks made in several ways; prints for each the three innermost functions, and their lines."""
import asyncio
import json
import sys

made = []


def note():
    frame, places = sys._getframe(1), []
    while frame is not None and len(places) < 3:
        if '/asyncio/' in frame.f_code.co_filename:
            break
        places.append([frame.f_code.co_name, frame.f_lineno])
        frame = frame.f_back
    made.append(places)


async def job():
    await asyncio.get_event_loop().create_future()


def make(*unused):
    note(), asyncio.ensure_future(job())


def generate():
    yield make()


async def wait_for_it():
    make()


class Maker(object):
    def __init__(self):
        make()

    def __len__(self):
        return make() or 1


async def main():
    make()
    list(generate())
    list(map(make, (1, )))
    sorted((1, ), key=lambda number: make() or number)
    await wait_for_it()
    len(Maker())
    asyncio.get_event_loop().call_soon(make)
    exec('make()')
    for step in range(5):
        await asyncio.sleep(0)

asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
print(json.dumps(made))
