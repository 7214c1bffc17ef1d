"""A job kills its own process.

id: z07
lost: none
source: own
"""
import os
import signal


async def job():
    os.kill(os.getpid(), signal.SIGKILL)
