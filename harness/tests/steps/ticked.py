"""A loop of asyncio's own, ticked by another program's loop, which polls.

id: steps9
lost: all
"""
import asyncio
import select

import _waiting


def program(trial):
    loop = trial.loop()
    task = loop.create_task(_waiting.work(trial))
    gui = select.poll()
    while not task.done():
        loop.call_soon(loop.stop)
        loop.run_forever()
        gui.poll(5)
    loop.close()
