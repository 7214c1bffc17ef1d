"""A job blocks every signal and computes for ever.

id: z16
lost: none
source: own
"""
import signal


async def job():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        pass
