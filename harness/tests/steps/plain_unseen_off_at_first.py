"""A loop whose steps nobody sees but one, and that while the collector was off for a moment.

id: steps_off2
lost: none
"""
import asyncio
import gc
import weakref

import _plain_loop
import _waiting


def program(trial):
    loop = _plain_loop.Loop(lambda pause: None)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda loop, context: None)
    events = weakref.WeakSet()

    async def main():
        gc.disable()
        for _ in range(trial.jobs):
            trial.spawn(_waiting.job(events))
        await trial.wait()
        gc.enable()
        for _ in range(5):
            await asyncio.sleep(0.01)
        for event in list(events):
            event.set()
        await asyncio.sleep(0.1)

    loop.run_until_complete(main())
