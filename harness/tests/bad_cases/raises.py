"""A job raises.

id: z18
lost: none
failed: all
source: own
"""
async def job():
    raise ValueError("\N{SNOWMAN} not today\nnor tomorrow")
