"""The service's handler makes tasks of Mailer.send: the head names those of another module.

id: jobs4
lost: all
job: other.Mailer.send
"""
import _service


async def main(trial):
    for order in range(trial.jobs):
        await _service.handle(order)
    await trial.wait()
    _service.wake()
    await trial.drain()
