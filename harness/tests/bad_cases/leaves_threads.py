"""A job leaves a thread that never ends.

id: z13
lost: none
source: own
"""
import threading


def forever():
    while True:
        threading.Event().wait(0.01)


async def job():
    threading.Thread(target=forever, daemon=True).start()
