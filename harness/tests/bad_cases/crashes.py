"""A job reads a wild address.

id: z22
lost: none
source: own
"""
import ctypes


async def job():
    ctypes.string_at(1)
