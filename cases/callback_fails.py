"""A callback raises: it is reported, and the loop goes on; so does an exception handler that raises.

SystemExit goes through.

id: f65
awaits: nothing more
job: none
reported: all
went_on: all
handler_reported: all
left: all
guards: bare
source: docs loop.call_exception_handler
"""
import asyncio

ran = []


def fail():
    raise ValueError("callback")


def leave():
    raise SystemExit(3)


def handle(loop, context):
    raise KeyError("handler")


def program(trial):
    loop = trial.loop()
    for _ in range(2):
        loop.call_soon(fail)
    loop.call_later(1, fail)
    loop.call_soon(ran.append, "soon")
    loop.call_later(2, ran.append, "later")
    loop.run_until_complete(asyncio.sleep(3))
    trial.note("reported", sum("fail" in message for message in trial.messages) == 3)
    trial.note("went_on", ran == ["soon", "later"])
    before = len(trial.messages)
    loop.set_exception_handler(handle)
    loop.call_soon(fail)
    loop.run_until_complete(asyncio.sleep(0.01))
    trial.note("handler_reported", len(trial.messages) > before)
    loop.call_soon(leave)
    try:
        loop.run_until_complete(asyncio.sleep(1))
    except SystemExit:
        trial.note("left", 1)
    loop.close()
