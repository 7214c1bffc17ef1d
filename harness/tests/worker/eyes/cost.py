"""What a look of the oracle costs: pending tasks on a frozen heap, small and large, each in microseconds.

Run by the worker: --script "cost.py TASKS...". The best of many rounds: a busy machine adds to them.
"""
import asyncio
import gc
import sys

import _taskloss_oracle as oracle

LARGE = 500000


class Frozen(object):
    pass


async def wait(future):
    await future


async def sleep():
    await asyncio.sleep(1000)


def freeze(ballast):
    gc.collect()
    if hasattr(gc, 'freeze'):
        gc.freeze()
        oracle.note_old(ballast)
    else:
        oracle.note_old(None)


def cost(count, lost):
    """Of a look at so many tasks, all exposed or all held by the loop's timers."""
    gc.collect()
    oracle.watch()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda *told: None)  # all are destroyed in the end
    tasks = [loop.create_task(wait(loop.create_future()) if lost else sleep()) for _ in range(count)]
    del tasks
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(asyncio.sleep(0))
    nanoseconds = oracle.cost(True, 200, loop)
    loop.close()
    return nanoseconds / 1000.0


def main(counts):
    gc.disable()
    held = Frozen()
    for ballast in 0, LARGE:
        held.things = [[] for _ in range(ballast)]
        freeze(held)
        for count in counts:
            print('%s: %d tasks, %d other objects: %.1f us exposed, %.1f us held' % (
                sys.version.split()[0], count, ballast, cost(count, True), cost(count, False)))
    sys.stdout.flush()


main([int(word) for word in oracle.script.split()[1:]] or [20])
