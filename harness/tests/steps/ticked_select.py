"""A loop over select(), ticked by another program's loop, which polls.

id: steps10
lost: all
"""
import asyncio
import select
import selectors

import _waiting


def program(trial):
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    asyncio.set_event_loop(loop)
    task = loop.create_task(_waiting.work(trial))
    gui = select.poll()
    while not task.done():
        loop.call_soon(loop.stop)
        loop.run_forever()
        gui.poll(5)
    loop.close()
