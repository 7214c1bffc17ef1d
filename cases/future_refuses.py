"""A future that is not done has no result, a done one takes no other, a cancelled one says so; a task takes none.

id: g35
awaits: a future
job: none
not_done: all
done_twice: all
says_cancelled: all
task_takes_none: >=3.7
resumed_too_early: all
not_begun: >=3.7
guards: bare
source: gh-76544, docs asyncio.Future, docs asyncio.Task
"""
import asyncio


def refuses(kind, call, *arguments):
    try:
        call(*arguments)
    except BaseException as error:
        return isinstance(error, kind)
    return False


def all_refuse(kind, *calls):
    return all(refuses(kind, *call) for call in calls)


async def main(trial):
    loop = asyncio.get_event_loop()
    invalid = asyncio.InvalidStateError
    future = loop.create_future()
    trial.note("not_done", all_refuse(invalid, (future.result,), (future.exception,)))
    waiting = future.__await__()
    waiting.send(None)
    trial.note("resumed_too_early", refuses((RuntimeError, AssertionError), waiting.send, None))
    future.set_result(1)
    trial.note("done_twice", all_refuse(
        invalid, (future.set_result, 2), (future.set_exception, ValueError())) and
        not future.cancel() and future.result() == 1)
    gone = loop.create_future()
    gone.cancel()
    trial.note("says_cancelled", all_refuse(asyncio.CancelledError, (gone.result,), (gone.exception,)) and
               all_refuse(invalid, (gone.set_result, 1), (gone.set_exception, ValueError())))
    kind = type(asyncio.ensure_future(asyncio.sleep(0))).__mro__[1]
    trial.note("not_begun", refuses(RuntimeError, getattr(kind, "get_loop", id), kind.__new__(kind)))
    task = asyncio.ensure_future(asyncio.sleep(0.01, 1))
    trial.note("task_takes_none", all_refuse(
        RuntimeError, (task.set_result, 2), (task.set_exception, ValueError())) and await task == 1)
