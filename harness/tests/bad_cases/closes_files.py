"""A job closes every file descriptor of its process.

id: z20
lost: none
source: own
"""
import os


async def job():
    os.closerange(0, 4096)
