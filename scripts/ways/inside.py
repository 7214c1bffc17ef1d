"""What one way costs, run by an ordinary Python in a process of its own; for scripts/dossier.

Usage: python inside.py WAY cost|orphans-future|orphans-stream|force

WAY is a module of this folder, or '-' for asyncio as it is. Prints one JSON document.
"""
import asyncio
import gc
import importlib
import json
import logging
import os
import socket
import sys
import time
import warnings
import weakref

TASKS, BATCHES, ORPHANS = 200, 60, 100


def make_loop(way):
    if way == '-':
        return asyncio.new_event_loop
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    return importlib.import_module(way).loop


async def wait_once():
    await asyncio.sleep(0)


async def wait_for_future(futures):
    future = asyncio.get_running_loop().create_future()
    futures.append(future)
    await future


# ---- what a task costs, in nanoseconds of the thread's own time ----

async def short_tasks(loop):
    before = time.thread_time_ns()
    for _ in range(TASKS):
        loop.create_task(wait_once())
    for _ in range(4):
        await asyncio.sleep(0)
    return (time.thread_time_ns() - before) / TASKS


async def waiting_tasks(loop):
    futures = []
    before = time.thread_time_ns()
    for _ in range(TASKS):
        loop.create_task(wait_for_future(futures))
    await asyncio.sleep(0)
    for future in futures:
        future.set_result(None)
    for _ in range(4):
        await asyncio.sleep(0)
    return (time.thread_time_ns() - before) / TASKS


def cost(loop):
    def least(batch):
        return sorted(loop.run_until_complete(batch(loop)) for _ in range(BATCHES))[BATCHES // 10]
    gc.disable()
    least(short_tasks)
    return {'short': least(short_tasks), 'waiting': least(waiting_tasks)}


# ---- what becomes of tasks that nobody will ever wake ----

class Told(logging.Handler):
    """How many destroyed tasks asyncio's log has told of."""
    count = 0

    def emit(self, record):
        Told.count += 'destroyed' in record.getMessage()


async def on_future():
    await asyncio.get_running_loop().create_future()


async def on_stream(end):
    reader, writer = await asyncio.open_connection(sock=end)
    await reader.read(1)


def objects():
    gc.collect()
    return len(gc.get_objects())


async def with_orphans(loop, kind, count):
    pairs = [socket.socketpair() for _ in range(count if kind == 'stream' else 0)]
    peers.extend(peer for peer, _ in pairs)
    before = objects()
    for _ in range(count):
        loop.create_task(on_stream(pairs.pop()[1]) if kind == 'stream' else on_future())
    for _ in range(2):  # what a collection destroys, the loop closes
        for _ in range(5):
            await asyncio.sleep(0)
        now = objects()
    return before, now


peers = []  # they never write


def stage(before, now):
    return {'objects': (now - before) / ORPHANS, 'told': Told.count}


def orphans(make, kind):
    """What of them is there while the loop runs, and when it was closed and dropped?"""
    logging.getLogger('asyncio').addHandler(Told())
    logging.getLogger('asyncio').propagate = False
    loop = make()
    loop.run_until_complete(with_orphans(loop, kind, 1))
    before, now = loop.run_until_complete(with_orphans(loop, kind, ORPHANS))
    stages = {'running': stage(before, now)}
    loop.close()
    del loop
    stages['dropped'] = stage(before, objects())
    logging.getLogger('asyncio').propagate = True
    return stages


# ---- is it in force? ----

async def wait_for_nobody(futures):
    future = asyncio.get_running_loop().create_future()
    futures.append(weakref.ref(future))
    await future


async def make_tasks(loop, futures):
    """In every way there is, and weak references to them."""
    tasks = [weakref.ref(make(wait_for_nobody(futures))) for make in (
        loop.create_task, asyncio.ensure_future, lambda coro: asyncio.Task(coro, loop=loop))]
    await asyncio.sleep(0)
    return tasks


def there(tasks):
    gc.collect()
    return [task() is not None for task in tasks]


async def kept_tasks(loop):
    """Which tasks, written in C, are there while they wait and nobody holds them? And once they have ended?"""
    futures = []
    tasks = await make_tasks(loop, futures)
    of_c = all(task() is None or isinstance(task(), asyncio.tasks._CTask) for task in tasks)
    kept = there(tasks)
    for future in futures:
        if future() is not None:
            future().set_result(None)
    for _ in range(4):
        await asyncio.sleep(0)
    return {'kept': dict(zip(('create_task', 'ensure_future', 'Task'), kept)), 'left': sum(there(tasks)), 'of_c': of_c}


class Transport(asyncio.Transport):
    def is_closing(self):
        return False


async def kept_reader(loop):
    """Is a reader there that only its protocol knows, until the connection is lost?"""
    protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), loop=loop)
    protocol.connection_made(Transport())
    kept = there([lambda: protocol._stream_reader])[0]
    reader = protocol._stream_reader_wr
    protocol.connection_lost(None)
    return {'reader': kept, 'reader_left': there([reader])[0]}


def main():
    way, what = sys.argv[1:]
    make = make_loop(way)
    if what == 'cost':
        print(json.dumps(cost(make())))
    elif what.startswith('orphans-'):
        warnings.simplefilter('ignore')
        print(json.dumps(orphans(make, what.partition('-')[2])))
    else:
        loop = make()
        found = loop.run_until_complete(kept_tasks(loop))
        print(json.dumps({**found, **loop.run_until_complete(kept_reader(loop))}))


if __name__ == '__main__':
    main()
