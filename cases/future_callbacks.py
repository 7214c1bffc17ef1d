"""Callbacks of a future are called once, in order and soon after; a removed one is not called.

A result is set once; asked too early, or set again, the future says so.

id: f98
awaits: a future
job: none
in_order: all
called_late: all
removed_called: none
at_once: none
refused: all
reported: all
guards: bare
source: docs asyncio.Future
"""
import asyncio

called = []


class Callback:
    def __init__(self, name):
        self.name = name

    def __call__(self, future):
        called.append(self.name)


def refuses(call, *arguments):
    try:
        call(*arguments)
    except asyncio.InvalidStateError:
        return True
    return False


def fail(future):
    raise ValueError("callback")


async def main(trial):
    future = asyncio.get_event_loop().create_future()
    removed = Callback("removed")
    for callback in Callback("one"), removed, fail, Callback("two"), removed:
        future.add_done_callback(callback)
    count = future.remove_done_callback(removed)
    refused = [refuses(future.result), refuses(future.exception)]
    future.set_result("result")
    trial.note("at_once", len(called))
    refused += [refuses(future.set_result, 1), refuses(future.set_exception, ValueError()), not future.cancel()]
    await asyncio.sleep(0.01)
    trial.note("in_order", called == ["one", "two"])
    trial.note("removed_called", called.count("removed") + (count != 2))
    future.add_done_callback(Callback("late"))
    await asyncio.sleep(0.01)
    trial.note("called_late", called[2:] == ["late"])
    trial.note("refused", all(refused) and future.result() == "result")
    trial.note("reported", len(trial.messages) == 1)
