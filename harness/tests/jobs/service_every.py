"""The service's handler makes tasks of Mailer.send, and every task counts.

id: jobs5
lost: all
job: *
"""
import _service


async def main(trial):
    for order in range(trial.jobs):
        await _service.handle(order)
    await trial.wait()
    _service.wake()
    await trial.drain()
