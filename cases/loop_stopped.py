"""A loop is stopped: what is due still runs, the rest waits, and it can run again.

id: f64
awaits: nothing more
job: none
told: all
due_ran: all
ran_later: all
not_stopped_later: all
refused: all
guards: bare
source: docs loop.stop
"""
import asyncio

ran = []


async def work(loop):
    loop.call_later(1, ran.append, "later")
    loop.stop()
    await asyncio.sleep(2)
    return "result"


async def nested(loop):
    inner = asyncio.new_event_loop()
    refused = 0
    for other in loop, inner:
        sleep = asyncio.sleep(0)
        try:
            other.run_until_complete(sleep)
        except RuntimeError:
            refused += 1
        sleep.close()
    inner.close()
    return refused


def program(trial):
    loop = trial.loop()
    task = loop.create_task(work(loop))
    loop.call_soon(ran.append, "due")
    try:
        loop.run_until_complete(task)
    except RuntimeError:
        trial.note("told", 1)
    trial.note("due_ran", ran == ["due"])
    trial.note("ran_later", loop.run_until_complete(task) == "result" and ran == ["due", "later"])
    loop.call_soon(loop.stop)
    loop.run_forever()
    trial.note("not_stopped_later", loop.run_until_complete(asyncio.sleep(0.01, result=1)))
    trial.note("refused", loop.run_until_complete(nested(loop)) == 2)
    loop.close()
