"""A job writes megabytes.

id: z17
lost: none
source: own
"""
import sys


async def job():
    for _ in range(400):
        sys.stdout.write("\N{SNOWMAN}" * 10000)
        sys.stderr.write("\x1b[31m" * 1000)
    sys.stdout.flush()
