"""An exception handler raises SystemExit: it leaves the loop; where all handlers fail, the log is told.

id: g36
awaits: nothing more
job: none
own_leaves: all
default_leaves: all
default_reported: all
both_reported: all
went_on: all
guards: bare
source: docs loop.call_exception_handler
"""
import asyncio


class Failing:
    def __init__(self, error):
        self.error = error

    def __call__(self, *arguments):
        raise self.error


def fail():
    raise ValueError("callback")


def leaves(loop):
    loop.call_soon(fail)
    try:
        loop.run_until_complete(asyncio.sleep(0.01))
    except SystemExit:
        return True
    return False


def reported(loop, trial):
    before = len(trial.messages)
    return not leaves(loop) and len(trial.messages) > before


def program(trial):
    loop = trial.loop()
    loop.set_exception_handler(Failing(SystemExit(3)))
    trial.note("own_leaves", leaves(loop))
    loop.set_exception_handler(None)
    loop.default_exception_handler = Failing(SystemExit(3))
    default_leaves = leaves(loop)
    loop.default_exception_handler = Failing(KeyError("default"))
    trial.note("default_reported", reported(loop, trial))
    loop.set_exception_handler(Failing(KeyError("own")))
    trial.note("both_reported", reported(loop, trial))
    loop.default_exception_handler = Failing(SystemExit(3))
    trial.note("default_leaves", default_leaves and leaves(loop))
    del loop.default_exception_handler
    loop.set_exception_handler(None)
    trial.note("went_on", loop.run_until_complete(asyncio.sleep(0.01, 1)))
    loop.close()
