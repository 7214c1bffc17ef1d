"""The oracle's random programs, run by a plain Python under `taskloss watch`.

random_programs.py FOLDER FIRST COUNT: FOLDER is harness/tests/worker/eyes. Each program is a "test" of
its own, so that findings tell its seed. The collector is off but for `--zeal`, which collects right
after each look: what was exposed has to die there.
"""
import asyncio
import gc
import logging
import os
import sys
import types
import warnings

folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
stub = types.ModuleType('_taskloss_oracle')
eyes = os.path.join(os.path.dirname(os.path.abspath(folder)), '..', '..', 'worker', 'eyes')
stub.script = '- %s - %s' % (count, os.path.join(eyes, 'shapes.py'))
sys.modules['_taskloss_oracle'] = stub
random_programs = {'__name__': 'random_programs'}
with open(os.path.join(folder, 'random_programs.py')) as file:
    source = file.read()
exec(compile(source[:source.rindex('\nmain(')], 'random_programs.py', 'exec'), random_programs)


async def steps(n):
    for _ in range(n):
        await asyncio.sleep(0)


def run(seed):
    os.environ['PYTEST_CURRENT_TEST'] = 'seed %d (call)' % seed
    gc.disable()
    program = random_programs['Program'](seed)
    program.build()
    program.turn()
    program.loop.run_until_complete(steps(10))
    program.end()
    del program
    del random_programs['Cleared'].revived[:]
    gc.collect()


warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
sys.unraisablehook = lambda *arguments: None
sys.stderr = open(os.devnull, 'w')
for number in range(first, first + count):
    run(number)
