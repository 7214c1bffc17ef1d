"""Its import never ends.

id: z04
lost: none
source: own
"""
while True:
    pass


async def job():
    pass
