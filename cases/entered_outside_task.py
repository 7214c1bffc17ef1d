"""timeout() and a TaskGroup are refused outside of a task, and when they are entered a second time.

id: g29
awaits: wait_for() or timeout()
job: none
timeout_refuses: all
group_refuses: all
timeout_refuses_again: 3.11.7..3.11, >=3.12.1
group_refuses_again: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: gh-111085, docs asyncio.timeout, docs asyncio.TaskGroup
"""
import asyncio


def refused_outside(manager):
    entering = manager.__aenter__()
    try:
        entering.send(None)
    except BaseException as error:
        return isinstance(error, RuntimeError)
    entering.close()
    return False


async def refused_again(manager):
    async with manager:
        try:
            await manager.__aenter__()
        except Exception as error:
            return isinstance(error, RuntimeError)
    return False


async def main(trial):
    outside = {}

    def call():
        outside["timeout_refuses"] = refused_outside(asyncio.timeout(3600))
        outside["group_refuses"] = refused_outside(asyncio.TaskGroup())
    asyncio.get_running_loop().call_soon(call)
    await asyncio.sleep(0.01)
    for name in outside:
        trial.note(name, outside[name])
    trial.note("timeout_refuses_again", await refused_again(asyncio.timeout(3600)))
    trial.note("group_refuses_again", await refused_again(asyncio.TaskGroup()))
