"""A loop in a daemon thread, and the interpreter exits while its tasks sleep.

The thread is stopped where it is: no work, no clean-up, no message.

id: d17
awaits: a timer
lost: none
stranded: all
worked: none
cleaned_up: none
reported: none
guards: bare
source: own
"""
import asyncio
import threading


async def job():
    try:
        await asyncio.sleep(3600)
        print("work done")
    finally:
        print("cleaned up")


def serve(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()


def program(trial):
    trial.count_printed("worked", "work done")
    trial.count_printed("cleaned_up", "cleaned up")
    trial.count_printed("reported", "destroyed but it is pending")
    trial.exit_normally()
    loop = asyncio.new_event_loop()
    threading.Thread(target=serve, args=(loop,), daemon=True).start()
    for _ in range(trial.jobs):
        asyncio.run_coroutine_threadsafe(job(), loop)
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0.1), loop).result()
