"""A job kills the parent of its process.

id: z09
lost: none
source: own
"""
import os
import signal


async def job():
    os.kill(os.getppid(), signal.SIGKILL)
