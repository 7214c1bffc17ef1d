"""A job kills its whole process group.

id: z08
lost: none
source: own
"""
import os
import signal


async def job():
    os.killpg(0, signal.SIGKILL)
