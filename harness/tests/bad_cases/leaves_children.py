"""A job leaves a child and a daemon (a double fork with setsid) behind.

id: z12
lost: none
source: own
"""
import os


def remain():
    os.execvp("sleep", ["sleep", "4321"])


async def job():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            remain()
        os._exit(0)
    if os.fork() == 0:
        remain()
