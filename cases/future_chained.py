"""A future of a thread and one of the loop are chained: results, failures and cancellation pass over.

A thread that is done after the loop has closed does no harm.

id: f88
awaits: a future
job: none
result: all
failure: all
cancel_in: all
cancel_as_failure: all
late_reports: none
cancel_out: all
closed_quiet: >=3.10
guards: bare
source: python/asyncio#258, docs asyncio.wrap_future
"""
import asyncio
import concurrent.futures
import threading


async def passes(how):
    inner = concurrent.futures.Future()
    outer = asyncio.wrap_future(inner)
    waiting = asyncio.ensure_future(asyncio.wait([outer], timeout=5))
    await asyncio.sleep(0.01)
    thread = threading.Thread(target=how, args=(inner,))
    thread.start()
    await waiting
    thread.join()
    return "cancelled" if outer.cancelled() else outer.exception() or outer.result() if outer.done() else None


async def main_part(trial):
    trial.note("result", await passes(lambda inner: inner.set_result("result")) == "result")
    failure = await passes(lambda inner: inner.set_exception(ValueError("failure")))
    trial.note("failure", isinstance(failure, ValueError))
    trial.note("cancel_out", await passes(lambda inner: inner.cancel()) == "cancelled")
    failure = await passes(lambda inner: inner.set_exception(concurrent.futures.CancelledError()))
    trial.note("cancel_as_failure", failure == "cancelled" or isinstance(failure, asyncio.CancelledError))
    inner, running = concurrent.futures.Future(), concurrent.futures.Future()
    running.set_running_or_notify_cancel()
    outer = [asyncio.wrap_future(each) for each in (inner, running)]
    for number in range(2):
        outer[number].cancel()
    await asyncio.sleep(0.01)
    trial.note("cancel_in", inner.cancelled())
    running.set_result("too late")
    await asyncio.sleep(0.01)
    trial.note("late_reports", len(trial.messages))


async def left_behind():
    inner = concurrent.futures.Future()
    return inner, asyncio.wrap_future(inner)


def program(trial):
    loop = trial.loop()
    loop.run_until_complete(main_part(trial))
    inner, _ = loop.run_until_complete(left_behind())
    loop.close()
    failed = []
    log = concurrent.futures._base.LOGGER
    log.exception = lambda *arguments: failed.append(arguments)
    inner.set_result("too late")
    trial.note("closed_quiet", not failed)
