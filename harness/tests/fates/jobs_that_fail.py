"""Jobs that fail by themselves, which the head does not expect.

id: failing
lost: none
"""


async def job():
    raise NotImplementedError('no pipes here')
