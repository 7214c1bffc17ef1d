"""A job keeps allocating, and swallows the MemoryError.

id: z11
lost: none
source: own
"""
eaten = []


async def job():
    try:
        while True:
            eaten.append(bytearray(1 << 24))
    except MemoryError:
        eaten.clear()
