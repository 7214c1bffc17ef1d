"""The program runs its own Python once more, which runs asyncio: nobody looks there.

id: runs_python
lost: none
guards: set
source: own
"""
import asyncio
import sys

TEXT = '''
import asyncio, sys
async def main():
    await asyncio.ensure_future(asyncio.sleep(0))
    print(sys.prefix)
asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
'''


async def job():
    process = await asyncio.create_subprocess_exec(sys.executable, '-W', 'ignore', '-c', TEXT,
                                                   stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert output.decode().strip() == sys.prefix, output


async def main(trial):
    trial.spawn(job())
    await trial.drain()
