"""Jobs queue for a semaphore: all get through, and it is free again at the end.

id: f10
awaits: a lock or a semaphore
lost: none
done: all
at_once: all
too_many: none
locked_left: none
guards: bare
source: own
"""
import asyncio

running = []
most = []
done = []


async def job(number, semaphore):
    async with semaphore:
        running.append(number)
        most.append(len(running))
        await asyncio.sleep(0.01)
        running.remove(number)
    done.append(number)


async def main(trial):
    semaphore = asyncio.BoundedSemaphore(2)
    tasks = [asyncio.ensure_future(job(number, semaphore)) for number in range(trial.jobs)]
    await asyncio.wait(tasks, timeout=5)
    trial.note("done", len(done))
    trial.note("at_once", max(most) == 2)
    trial.note("too_many", max(most) > 2)
    trial.note("locked_left", semaphore.locked())
    for number in range(trial.jobs):
        tasks[number].cancel()
    await trial.drain()
