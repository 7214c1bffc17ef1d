"""One trial the plain way, for scripts/bench: a Python of its own, no taskloss.

Usage: python trial.py CASE. Starts four bare jobs, collects at each of the loop steps a taskloss
trial has, wakes them. It does not sleep, so that only work is timed. pytest runs it too, under test_trial.py.
"""
import asyncio
import gc
import inspect
import sys


async def steps(count):
    for _ in range(count):
        await asyncio.sleep(0)
        gc.collect()


async def main(case):
    loop = asyncio.get_event_loop()
    numbered = bool(inspect.signature(case['job']).parameters)
    for number in range(4):
        loop.create_task(case['job'](number) if numbered else case['job']())
    await steps(9)
    if 'wake' in case:
        woken = case['wake']()
        if inspect.isawaitable(woken):
            await woken
    await steps(4)


def run(path):
    case = {'__name__': 'case'}
    with open(path, 'rb') as file:
        exec(compile(file.read(), path, 'exec'), case)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main(case))
    loop.close()


if __name__ == '__main__':
    run(sys.argv[1])
