"""It reports more facts than taskloss keeps.

id: z24
lost: none
source: own
"""
async def job():
    pass


async def main(trial):
    trial.spawn(job())
    for number in range(40):
        trial.note("fact %d" % number, number)
    await trial.drain()
