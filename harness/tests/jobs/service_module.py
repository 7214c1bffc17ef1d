"""The service's handler makes tasks of Mailer.send: the head names them with their module.

id: jobs3
lost: all
job: nobody, _service.Mailer.send
"""
import _service


async def main(trial):
    for order in range(trial.jobs):
        await _service.handle(order)
    await trial.wait()
    _service.wake()
    await trial.drain()
