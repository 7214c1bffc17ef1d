"""One job for each fate but one: two lost, one orphaned, one finished, failed, cancelled, stranded.

id: fate
lost: all
failed: all
"""
import asyncio
import weakref

kept = []
futures = []
never = []


async def job(what):
    loop = asyncio.get_event_loop()
    if what == 'fail':
        raise ValueError('on purpose')
    if what == 'finish':
        return
    future = loop.create_future()
    if what == 'lose':
        futures.append(weakref.ref(future))
    if what == 'strand':
        never.append(future)
    await future


async def main(trial):
    loop = asyncio.get_event_loop()
    for what in ('lose', 'lose', 'orphan', 'finish', 'fail', 'strand'):
        loop.create_task(job(what))
    kept.append(loop.create_task(job('strand')))
    await asyncio.sleep(0)
    kept[0].cancel()
    await trial.wait()
    for future in [reference() for reference in futures]:
        if future is not None:
            future.set_result(None)
