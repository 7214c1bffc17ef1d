"""Tasks of each kind, made by the program: named by the head, by what they are called.

id: jobs7
lost: all
job: Mailer.send, _service.Mailer.send_wrapped, _service.mailer.send_renamed, Mailer.send_generator,
    Awaitable, wait, <lambda>, async_generator_asend, main.<locals>.inner
"""
import asyncio
import sys

import _service
from _service import generator, mailer


async def main(trial):
    async def inner():
        await _service.wait()
    made = [mailer.send(1), mailer.send_wrapped(1), mailer.send_renamed(1), _service.Awaitable(),
            _service.wait(), inner(), generator().asend(None)]
    if sys.version_info < (3, 12):
        made.append(mailer.send_generator(1))
    trial.note('made', len(made))
    while made:
        asyncio.ensure_future(made.pop())
    await trial.wait()
    _service.wake()
    await trial.drain()
