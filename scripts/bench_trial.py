"""One trial the plain way, for scripts/bench: a Python of its own, no taskloss.

Usage: python bench_trial.py CASE. Starts four bare jobs, collects at each of the loop steps a taskloss
trial has, wakes them. It does not sleep, so that only work is timed.
"""
import asyncio
import gc
import sys

case = {'__name__': 'case'}
with open(sys.argv[1], 'rb') as file:
    exec(compile(file.read(), sys.argv[1], 'exec'), case)


async def steps(count):
    for _ in range(count):
        await asyncio.sleep(0)
        gc.collect()


async def main():
    loop = asyncio.get_event_loop()
    for number in range(4):
        loop.create_task(case['job'](number))
    await steps(9)
    case['wake']()
    await steps(4)


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
