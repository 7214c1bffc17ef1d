"""A job leaves the working folder, empties the environment and limits itself.

id: z21
lost: none
source: own
"""
import os
import resource


async def job():
    os.chdir("/")
    os.environ.clear()
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
