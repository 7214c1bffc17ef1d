"""The service's handler makes tasks of Mailer.send, and the head names no job.

id: jobs1
lost: none
"""
import _service


async def main(trial):
    for order in range(trial.jobs):
        await _service.handle(order)
    await trial.wait()
    _service.wake()
    await trial.drain()
