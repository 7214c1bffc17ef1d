"""A job leaves the process, past every handler.

id: z06
lost: none
source: own
"""
import os


async def job():
    os._exit(7)
