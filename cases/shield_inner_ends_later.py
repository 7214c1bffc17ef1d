"""The waiters of shield() are cancelled; then the shielded futures end, in any way.

A result or a cancellation that nobody waits for any more is no reason for a message.

id: f19
awaits: shield()
lost: none
reported: none
guards: bare
source: own
"""
import asyncio


async def job(future):
    await asyncio.shield(future)


async def main(trial):
    loop = asyncio.get_event_loop()
    futures = [loop.create_future() for _ in range(2)]
    tasks = [asyncio.ensure_future(job(future)) for future in futures]
    await asyncio.sleep(0.01)
    for number in range(2):
        tasks[number].cancel()
    await asyncio.wait(tasks)
    futures[0].set_result("result")
    futures[1].cancel()
    await trial.wait()
    trial.note("reported", len(trial.messages))
