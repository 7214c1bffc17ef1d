"""Whatever is given to trial.spawn() is a job: one of each kind.

id: jobs6
lost: all
"""
import asyncio
import functools

import _service
from _service import generator, mailer, wait as imported

alias = imported


def returns_one():
    return imported()


kinds = [
    imported,
    alias,
    lambda: imported(),
    returns_one,
    functools.partial(mailer.send, 1),
    lambda: mailer.send(1),
    lambda: mailer.send_wrapped(1),
    lambda: mailer.send_renamed(1),
    lambda: mailer.send_generator(1),
    _service.Awaitable,
    lambda: generator().asend(None),
    lambda: asyncio.ensure_future(imported()),
]


async def main(trial):
    for kind in kinds:
        trial.spawn(kind())
    trial.note('kinds', len(kinds))
    await trial.wait()
    _service.wake()
    await trial.drain()
