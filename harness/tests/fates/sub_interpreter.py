"""The program makes a task in a sub-interpreter: nobody looks there.

id: sub_interpreter
lost: none
guards: set
needs: >=3.9, -pypy
source: own
"""
import asyncio

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

TEXT = '''
import asyncio
async def main():
    pass
loop = asyncio.new_event_loop()
task = loop.create_task(main())
task.cancel()
loop.close()
'''


async def job():
    await asyncio.sleep(0.05)


async def main(trial):
    trial.spawn(job())
    await trial.wait()
    identity = interpreters.create()
    run = getattr(interpreters, 'run_string', None) or interpreters.exec
    trial.note('went_wrong', run(identity, TEXT) is not None)
    interpreters.destroy(identity)
    await trial.drain()
