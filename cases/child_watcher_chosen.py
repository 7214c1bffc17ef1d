"""A program chooses its child watcher: it is told of the loop, asked before a child is started, and closed in the end.

That is, when another takes its place.

id: f140
awaits: a subprocess
job: none
attached: all
refused: all
closed_early: none
closed: all
next_one_serves: all
needs: >=3.8, ->=3.14
guards: bare
isolation: fork
source: docs asyncio.AbstractChildWatcher
"""
import asyncio
import warnings


class Watcher(asyncio.ThreadedChildWatcher):
    loop, active, closed = None, True, 0

    def attach_loop(self, loop):
        self.loop = loop

    def is_active(self):
        return self.active

    def close(self):
        self.closed += 1


async def status():
    process = await asyncio.create_subprocess_exec("true")
    return await process.wait()


def refuses(loop):
    try:
        loop.run_until_complete(status())
    except RuntimeError:
        return True
    return False


def program(trial):
    warnings.simplefilter("ignore")
    first, loop = Watcher(), trial.loop()
    asyncio.set_child_watcher(first)
    asyncio.set_event_loop(loop)
    trial.note("attached", first.loop is loop)
    first.active = False
    trial.note("refused", refuses(loop))
    trial.note("closed_early", first.closed)
    asyncio.set_child_watcher(Watcher())
    trial.note("closed", first.closed)
    trial.note("next_one_serves", loop.run_until_complete(status()) == 0)
    loop.close()
