"""A job crashes the interpreter.

id: z22
lost: none
source: own
"""
import os


async def job():
    os.abort()
