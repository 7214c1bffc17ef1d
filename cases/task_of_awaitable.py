"""ensure_future() of an object with __await__: it is a task like any other, and passes on how that ends.

id: g34
awaits: nothing more
job: none
result: all
failure: all
cancelled_inside: all
closed_loop_refuses: all
coroutine_closed: >=3.10.3
guards: bare
source: bpo-26552, docs asyncio.ensure_future
"""
import asyncio
import inspect

seen = []


async def rest(seconds):
    await asyncio.sleep(seconds)


class Answer:
    def __init__(self, wait, then):
        self.wait, self.then = wait, then

    def __await__(self):
        try:
            yield from rest(self.wait).__await__()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        return self.then()


def fail():
    raise ValueError("the account does not exist")


async def outcome(task):
    await asyncio.wait([task], timeout=5)
    return task.done() and not task.cancelled() and task.exception()


async def main(trial):
    answers = asyncio.ensure_future(Answer(0.01, lambda: 42))
    trial.note("result", await outcome(answers) is None and answers.result() == 42)
    fails = asyncio.ensure_future(Answer(0.01, fail))
    trial.note("failure", isinstance(await outcome(fails), ValueError))
    waits = asyncio.ensure_future(Answer(3600, fail))
    await asyncio.sleep(0.01)
    waits.cancel()
    await asyncio.wait([waits], timeout=5)
    trial.note("cancelled_inside", waits.cancelled() and seen == ["cancelled"])
    other = asyncio.new_event_loop()
    other.close()
    coroutine = rest(0)
    try:
        asyncio.ensure_future(coroutine, loop=other)
    except Exception as error:
        trial.note("closed_loop_refuses", isinstance(error, RuntimeError))
    trial.note("coroutine_closed", inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED)
    coroutine.close()
