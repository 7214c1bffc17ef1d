"""Its import leaves the process.

id: z05
lost: none
source: own
"""
import os

os._exit(5)


async def job():
    pass
