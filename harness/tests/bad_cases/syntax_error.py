"""A colon is missing.

id: z02
lost: none
source: own
"""
async def job()
    pass
