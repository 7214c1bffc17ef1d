"""A job computes for ever.

id: z14
lost: none
source: own
"""
async def job():
    while True:
        pass
