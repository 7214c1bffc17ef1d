"""A job raises SystemExit.

id: z19
lost: none
source: own
"""
import sys


async def job():
    sys.exit("enough")
