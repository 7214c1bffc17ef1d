"""A function in an executor raises StopIteration: who awaits it?

Up to 3.12.5 the exception could not be set on the future that the task waits for, so the
task waited for ever, and kept nothing and nobody.

id: d34
awaits: a thread or another process
lost: none
orphaned: <3.12.6
stuck: <3.12.6
guards: bare
source: gh-112182
"""
import asyncio

ended = []


def take_from_empty():
    return next(iter([]))


async def job(number):
    try:
        await asyncio.get_event_loop().run_in_executor(None, take_from_empty)
    except RuntimeError:
        ended.append(number)


async def main(trial):
    for number in range(trial.jobs):
        trial.spawn(job(number))
    await trial.drain()
    trial.note("stuck", trial.jobs - len(ended))
