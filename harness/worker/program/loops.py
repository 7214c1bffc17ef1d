"""The event loops of a trial: whose they are, whether they do what every case needs."""
import asyncio
import importlib
import socket
import sys
import warnings

import _taskloss
from _taskloss_foreign import foreign_types, seen

LONGEST_PAUSE = 86400  # seconds of virtual time: the last pause while a trial drains
LONGEST_REAL_PAUSE = 0.3
TRIED_PAUSE = 30
STEP = 0.01            # seconds of virtual time between two loop steps of a wait


class Loop:
    """What is known of the event loop of this process: asyncio's own unless use_loop() was called."""
    make = None
    longest_pause = LONGEST_PAUSE
    foreign = frozenset()  # task types that came with it; does it use them?
    unseen_steps = False   # then the program around the jobs tells its own


async def step(pause):
    """Where the loop's own steps are not seen, the program tells one."""
    before = _taskloss.steps()
    await asyncio.sleep(pause)
    if Loop.unseen_steps or _taskloss.steps() == before:
        _taskloss.step()


def use_loop(factory, site, real_time, unseen_steps):
    """All event loops that are made from now on, in any way, are made by `factory`, "MODULE:EXPRESSION"."""
    module, expression = factory.split(':', 1)
    if site:
        sys.path.insert(0, site)
    importlib.import_module(module)
    Loop.make = eval(expression, vars(sys.modules[module]))
    Loop.unseen_steps = bool(unseen_steps)
    Loop.foreign = foreign_types()
    Loop.longest_pause = LONGEST_REAL_PAUSE if real_time else LONGEST_PAUSE
    if hasattr(asyncio, 'set_event_loop_policy'):
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            asyncio.set_event_loop_policy(_policy())
    else:
        asyncio.new_event_loop = asyncio.events.new_event_loop = Loop.make


def _policy():
    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            return Loop.make()
    return Policy()


def try_loop():
    """Makes a loop and lets it do what every case needs."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    real = Loop.longest_pause == LONGEST_REAL_PAUSE
    loop.run_until_complete(_try_loop(loop, 0.02 if real else TRIED_PAUSE))
    loop.close()


async def _try_loop(loop, pause):
    async def nothing():
        pass
    task = loop.create_task(nothing())
    seen(task)
    await task
    task = asyncio.ensure_future(nothing())
    seen(task)
    await asyncio.gather(task)
    before = loop.time()
    for _ in range(3):
        await asyncio.sleep(pause)
    slept = (loop.time() - before) / 3
    if slept < 0.9 * pause:  # a loop may count whole milliseconds
        raise RuntimeError('asyncio.sleep() of %g s returns after %g s' % (pause, slept))


class _Finalizer:
    """Does what finalizers of streams, transports and coroutines do to their loop."""

    def __init__(self, loop):
        self.loop = loop
        self.cycle = self

    def __del__(self):
        self.loop.call_later(STEP, print).cancel()
        self.loop.call_soon(int)
        self.loop.call_soon_threadsafe(int)


def try_finalizers():
    """Collections while the loop waits: some loops wait under a lock that a finalizer takes too."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_try_finalizers(loop))


async def _try_finalizers(loop):
    _Finalizer(loop)
    await step(STEP)
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen(1)
    try:
        cycle = await asyncio.wait_for(asyncio.open_connection(*listener.getsockname()), 1)
        cycle[1].cycle = cycle
    except Exception:
        pass  # not every loop has streams
    cycle = None
    for _ in range(3):
        await step(STEP)
    listener.close()
